package io.winnow.models.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawDataTest {
    @TempDir
    Path folder;

    /** A slice of 12 bytes holds three of the seven numbers, so there are two full slices and a shorter one. */
    @Test
    void joinsSlicesToTheWholeArray() throws IOException {
        Path file = folder.resolve("raw");
        try (NDManager manager = NDManager.newBaseManager();
                FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            NDArray numbers = manager.create(new float[] {0, 1, 2, 3, 4, 5, 6});
            RawData.write(channel, numbers, 12);
            RawData.write(channel, numbers, 1 << 20);
            assertThat(channel.size()).isEqualTo(56);
            byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i < 28; i++) {
                assertThat(bytes[i]).isEqualTo(bytes[28 + i]);
            }
            NDArray back = manager.create(new Shape(7), DataType.FLOAT32);
            RawData.read(channel, 28, back, 12);
            assertThat(back.toFloatArray()).containsExactly(0, 1, 2, 3, 4, 5, 6);
            assertThatThrownBy(() -> RawData.read(channel, 32, back, 12))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("byte 56");
        }
    }

    @Test
    void writesATransposedViewRowByRow() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                FileChannel channel = FileChannel.open(
                        folder.resolve("t"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.READ)) {
            NDArray transposed = manager.create(new int[] {0, 1, 2, 3, 4, 5}, new Shape(2, 3))
                    .transpose();
            RawData.write(channel, transposed);
            NDArray back = manager.create(new Shape(3, 2), DataType.INT32);
            RawData.read(channel, 0, back);
            assertThat(back.toIntArray()).containsExactly(0, 3, 1, 4, 2, 5);
        }
    }
}
