package io.winnow.models.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilerTest {
    @TempDir
    Path folder;

    @Test
    void writesATraceOfTheOperatorsThatRan() throws IOException {
        Path trace = folder.resolve("trace.json");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.ones(new Shape(8, 8));
            try (Profiler profiler = Profiler.start(trace)) {
                x.matMul(x).close();
            }
            x.exp().close();
        }
        assertThat(Files.readString(trace)).contains("aten::mm").doesNotContain("aten::exp");
    }
}
