package io.winnow.trainer.labelmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares files of label maps with what a reader of safetensors files finds in them. */
class MapFileTest {
    @TempDir
    Path folder;

    private static LabelMapInfo info(int classes, int top, boolean half) {
        List<String> names =
                IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        return new LabelMapInfo("teacher", "", "", names, 2, top, 1, 3, half, 1, Map.of());
    }

    /** The map of image i; its logits are halves, which need no rounding. */
    private static LabelMap map(LabelMapInfo info, int i) {
        float[] values = new float[info.size()];
        int[] numbers = info.complete() ? null : new int[info.size()];
        for (int place = 0; place < values.length; place++) {
            values[place] = 0.5f * place - i;
            if (numbers != null) {
                numbers[place] =
                        info.classes().size() - 1 - place % info.classes().size();
            }
        }
        return new LabelMap(values, numbers, info.classes().size(), 1, 3);
    }

    private void write(LabelMapInfo info) throws IOException {
        try (MapFile file = MapFile.create(folder, info)) {
            file.write(1, map(info, 1), -7);
            file.write(0, map(info, 0), Long.MAX_VALUE);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 4, false", "4, 2, true", "40000, 2, false", "70000, 2, true"})
    void otherProgramsFindTheSame(int classes, int top, boolean half) throws IOException {
        LabelMapInfo info = info(classes, top, half);
        write(info);
        try (NDManager manager = NDManager.newBaseManager();
                MapFile file = MapFile.open(folder, info)) {
            Map<String, NDArray> arrays = SafeTensors.read(folder.resolve(MapFile.NAME), manager);
            assertThat(arrays.get("digests").toLongArray()).containsExactly(Long.MAX_VALUE, -7);
            assertThat(arrays.get("values").getShape()).isEqualTo(new Shape(2, top, 1, 3));
            assertThat(arrays.containsKey("classes")).isEqualTo(top < classes);
            for (int i = 0; i < 2; i++) {
                LabelMap expected = map(info, i);
                LabelMap read = file.read(i);
                assertThat(read.values()).isEqualTo(expected.values());
                assertThat(read.numbers()).isEqualTo(expected.numbers());
                assertThat(arrays.get("values")
                                .get(i)
                                .toType(DataType.FLOAT32, true)
                                .toFloatArray())
                        .isEqualTo(expected.values());
                if (top < classes) {
                    assertThat(arrays.get("classes").get(i).toIntArray()).isEqualTo(expected.numbers());
                }
            }
            assertThat(file.digest(1)).isEqualTo(-7);
        }
    }

    @Test
    void damageIsNamed() throws IOException {
        LabelMapInfo info = info(4, 2, false);
        write(info);
        Files.writeString(folder.resolve(LabelMaps.INFO), Json.page(info));
        Files.write(
                folder.resolve(LabelMaps.LABELS),
                List.of(
                        Json.line(ImageLabels.of("a", List.of(), Optional.empty(), List.of())),
                        Json.line(ImageLabels.of("b", List.of(), Optional.empty(), List.of()))));
        try (LabelMaps maps = LabelMaps.open(folder)) {
            assertThat(maps.of("b").values()).isEqualTo(map(info, 1).values());
        }
        Files.writeString(folder.resolve(LabelMaps.INFO), Json.page(info(4, 2, true)));
        assertThatThrownBy(() -> LabelMaps.open(folder))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("is damaged: maps.safetensors should have");
        Files.writeString(folder.resolve(LabelMaps.INFO), Json.page(info));
        try (FileChannel file = FileChannel.open(folder.resolve(MapFile.NAME), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {'x'}), 9);
        }
        assertThatThrownBy(() -> LabelMaps.open(folder)).hasMessageContaining("other arrays than maps.json promises");
        Files.delete(folder.resolve(MapFile.NAME));
        assertThatThrownBy(() -> LabelMaps.open(folder)).hasMessageContaining("maps.safetensors is missing");
    }
}
