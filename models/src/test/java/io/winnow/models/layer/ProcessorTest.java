package io.winnow.models.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorTest {
    @TempDir
    Path folder;

    private boolean multiplies(String description) throws IOException {
        return Processor.multipliesBfloat16(Files.writeString(folder.resolve("cpuinfo"), description));
    }

    @Test
    void instructionsForBfloat16AreFoundAmongTheFlags() throws IOException {
        assertThat(multiplies("model name\t: a\nflags\t\t: fpu avx512f avx512_bf16 sse\n"))
                .isTrue();
        assertThat(multiplies("flags\t\t: fpu amx_bf16\n")).isTrue();
        assertThat(multiplies("flags\t\t: fpu avx2 avx512_bf16_like\n")).isFalse();
        assertThat(multiplies("model name\t: avx512_bf16\nFeatures\t: fp asimd\n"))
                .isFalse();
        assertThat(Processor.multipliesBfloat16(folder.resolve("nowhere"))).isFalse();
    }

    @Test
    void oneDnnIsFasterOnWideProcessorsOfAmd() throws IOException {
        String text = "processor\t: 0\nvendor_id\t: %s\ncpu family\t: %d\nmodel\t\t: 2\nflags\t\t: fpu avx2 %s\n";
        assertThat(faster(text.formatted("AuthenticAMD", 26, "avx512f"))).isTrue();
        assertThat(faster(text.formatted("AuthenticAMD", 25, "avx512f"))).isFalse();
        assertThat(faster(text.formatted("AuthenticAMD", 26, "sse"))).isFalse();
        assertThat(faster(text.formatted("GenuineIntel", 26, "avx512f"))).isFalse();
        assertThat(faster("Features\t: fp asimd\n")).isFalse();
    }

    private boolean faster(String description) throws IOException {
        return Processor.isFasterByOneDnn(Files.writeString(folder.resolve("cpuinfo"), description));
    }

    @Test
    void autoIsBfloat16WhereTheDeviceMultipliesIt() {
        assertThat(Precision.AUTO.on(Device.gpu())).isEqualTo(Precision.BFLOAT16);
        assertThat(Precision.AUTO.on(Device.cpu()))
                .isEqualTo(Processor.multipliesBfloat16() ? Precision.BFLOAT16 : Precision.FLOAT32);
        assertThat(Precision.FLOAT16.on(Device.cpu())).isEqualTo(Precision.FLOAT16);
        assertThat(Precision.BFLOAT16.note(Device.cpu()).isEmpty()).isEqualTo(Processor.multipliesBfloat16());
        assertThat(Precision.FLOAT32.note(Device.cpu())).isEmpty();
        assertThat(Precision.AUTO.note(Device.gpu()).orElseThrow()).contains("bfloat16", "GPU");
        assertThat(Precision.AUTO.note(Device.cpu()).orElseThrow())
                .contains(Processor.multipliesBfloat16() ? "bfloat16 (precision auto" : "float32 (precision auto");
    }
}
