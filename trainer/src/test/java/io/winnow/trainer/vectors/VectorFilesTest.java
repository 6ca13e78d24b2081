package io.winnow.trainer.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.DataException;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VectorFilesTest {
    @TempDir
    Path folder;

    /** The expected bytes are those that numpy.save(file, numpy.array([[1, 2, 3], [4, 5, -6]], dtype="<f4")) writes. */
    @Test
    void npyIsByteForByteWhatNumpyWrites() throws IOException {
        String dict = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
        byte[] expected = concat(
                HexFormat.of().parseHex("934e554d505901007600"),
                (dict + " ".repeat(117 - dict.length()) + "\n").getBytes(StandardCharsets.ISO_8859_1),
                HexFormat.of().parseHex("0000803f0000004000004040000080400000a0400000c0c0"));
        Path file = folder.resolve("vectors.npy");
        try (NDManager manager = NDManager.newBaseManager()) {
            Npy.write(file, manager.create(new float[] {1, 2, 3, 4, 5, -6}, new Shape(2, 3)));
            assertThat(Files.readAllBytes(file)).isEqualTo(expected);
            NDArray back = Npy.read(file, manager);
            assertThat(back.getShape()).isEqualTo(new Shape(2, 3));
            assertThat(back.toFloatArray()).containsExactly(1, 2, 3, 4, 5, -6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLOAT16", "FLOAT32", "FLOAT64"})
    void everyPrecisionIsReadAsFloat32(DataType type) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (String name : new String[] {"v.npy", "v.safetensors"}) {
                NDArray vectors = manager.create(new float[] {0.5f, -2, 1024}).toType(type, true);
                VectorFiles.write(folder.resolve(name), vectors);
                int before = manager.getManagedArrays().size();
                NDArray back = VectorFiles.read(folder.resolve(name), manager);
                assertThat(manager.getManagedArrays()).hasSize(before + 1);
                assertThat(back.getDataType()).isEqualTo(DataType.FLOAT32);
                assertThat(back.getShape()).isEqualTo(new Shape(3));
                assertThat(back.toFloatArray()).containsExactly(0.5f, -2, 1024);
            }
        }
    }

    @Test
    void eachJsonLineHoldsOneRow() throws IOException {
        Path file = folder.resolve("new folder").resolve("v.jsonl");
        try (NDManager manager = NDManager.newBaseManager()) {
            VectorFiles.write(file, manager.create(new float[] {1, 2.5f, -3, 4}, new Shape(2, 2)));
            assertThat(Files.readString(file))
                    .isEqualTo("{\"id\":0,\"vector\":[1.0,2.5]}\n{\"id\":1,\"vector\":[-3.0,4.0]}\n");
            assertThatThrownBy(() -> VectorFiles.read(file, manager))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("cannot be read from .jsonl files");
        }
    }

    @Test
    void theArrayOfASafetensorsFileIsFoundByName() throws IOException {
        Path file = folder.resolve("v.safetensors");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray one = manager.create(new float[] {1});
            NDArray two = manager.create(new float[] {2});
            SafeTensors.write(file, Map.of("features", two, "other", one), Map.of());
            assertThat(VectorFiles.read(file, manager).toFloatArray()).containsExactly(2);
            SafeTensors.write(file, Map.of("whatever", two), Map.of());
            assertThat(VectorFiles.read(file, manager).toFloatArray()).containsExactly(2);
            SafeTensors.write(file, Map.of("a", two, "b", one), Map.of());
            assertThatThrownBy(() -> VectorFiles.read(file, manager))
                    .as("exit code 2")
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("vectors or features");
        }
    }

    @Test
    void anUnknownSuffixNamesTheKnownOnes() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = manager.create(new float[] {1});
            assertThatThrownBy(() -> VectorFiles.write(folder.resolve("v.csv"), vectors))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(".npy, .safetensors or .jsonl");
            assertThatThrownBy(() -> VectorFiles.read(folder.resolve("v"), manager))
                    .isInstanceOf(UserException.class);
        }
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("v.npy");
        Files.writeString(file, "old");
        assertThatThrownBy(() -> AtomicFiles.write(file, partial -> {
                    Files.writeString(partial, "half");
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(file).hasContent("old");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), } | elements are of type <i4",
                "{'descr': '>f4', 'fortran_order': False, 'shape': (2,), } | elements are of type >f4",
                "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2), } | Fortran",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 2), } | one or two dimensions",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (), } | one or two dimensions",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), } | truncated: shape (3) takes 12 bytes, but only 8 are there",
                "{'descr': '<f4', 'shape': (2,), } | has no fortran_order",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 4), } | larger than any file",
            })
    void damageIsNamed(String dict, String message) throws IOException {
        Path file = folder.resolve("damaged.npy");
        byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) dict.length(), 0};
        Files.write(file, concat(start, dict.getBytes(StandardCharsets.ISO_8859_1), new byte[8]));
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThatThrownBy(() -> Npy.read(file, manager))
                    .as("exit code 2")
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining(message);
            for (int length : new int[] {0, 5, 9, 20}) {
                Files.write(file, Arrays.copyOf(concat(start, dict.getBytes(StandardCharsets.ISO_8859_1)), length));
                assertThatThrownBy(() -> Npy.read(file, manager)).hasMessageContaining(file.toString());
            }
            Files.writeString(file, "PK\003\004 something else");
            assertThatThrownBy(() -> Npy.read(file, manager)).hasMessageContaining("magic string");
        }
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
