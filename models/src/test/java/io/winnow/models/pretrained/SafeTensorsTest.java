package io.winnow.models.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {
    private static final String ONE = "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}";

    private static final List<DataType> WRITABLE = List.of(
            DataType.FLOAT64,
            DataType.FLOAT32,
            DataType.FLOAT16,
            DataType.INT64,
            DataType.INT32,
            DataType.INT8,
            DataType.UINT8,
            DataType.BOOLEAN);

    @TempDir
    Path folder;

    @Test
    void writesTheFormatByteForByte() throws IOException {
        Path file = folder.resolve("small.safetensors");
        try (NDManager manager = NDManager.newBaseManager()) {
            SafeTensors.write(file, Map.of("a", manager.create(new float[] {1, -2})), Map.of("k", "v"));
        }
        String json =
                "{'__metadata__':{'k':'v'},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}".replace('\'', '"');
        assertThat(json).hasSize(79);
        byte[] expected = file(json + " ", new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0});
        assertThat(Files.readAllBytes(file)).isEqualTo(expected);
        assertThat(SafeTensors.metadata(file)).containsExactly(Map.entry("k", "v"));
    }

    @Test
    void readsEveryTypeAndShapeBack() throws IOException {
        Path file = folder.resolve("types.safetensors");
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            for (DataType type : WRITABLE) {
                NDArray values = manager.create(new float[] {0, 1, 2, 3, 100, 0}, new Shape(3, 2));
                arrays.put("matrix " + type, values.toType(type, true));
            }
            arrays.put("scalar", manager.create(3.5f));
            arrays.put("empty", manager.create(new Shape(0, 4), DataType.INT32));
            SafeTensors.write(file, arrays, Map.of());
            Map<String, NDArray> back = SafeTensors.read(file, manager);
            assertThat(back.keySet()).containsExactlyInAnyOrderElementsOf(arrays.keySet());
            arrays.forEach((name, array) -> {
                NDArray found = back.get(name);
                assertThat(found.getShape()).isEqualTo(array.getShape());
                assertThat(found.getDataType()).isEqualTo(array.getDataType());
                assertThat(found.toByteBuffer()).isEqualTo(array.toByteBuffer());
            });
            assertThat(back.get("matrix float32").toFloatArray()).containsExactly(0, 1, 2, 3, 100, 0);
            assertThat(back.get("scalar").getFloat()).isEqualTo(3.5f);
            assertThat(SafeTensors.metadata(file)).isEmpty();
        }
    }

    @Test
    void leavesNoArraysAttached() throws IOException {
        Path file = folder.resolve("leak.safetensors");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray array = manager.create(new float[] {1, 2});
            int before = manager.getManagedArrays().size();
            for (int i = 0; i < 5; i++) {
                SafeTensors.write(file, Map.of("a", array), Map.of());
            }
            assertThat(manager.getManagedArrays()).hasSize(before);
            SafeTensors.read(file, manager);
            assertThat(manager.getManagedArrays()).hasSize(before + 1);
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
            assertThatThrownBy(() -> SafeTensors.read(file, manager)).isInstanceOf(IOException.class);
            assertThat(manager.getManagedArrays()).hasSize(before + 1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]} | 8 | its header is not valid JSON",
                "[1] | 0 | its header is not a JSON object",
                "{'__metadata__':[]} | 0 | its __metadata__ is not a JSON object",
                "{'__metadata__':{'a':1}} | 0 | the metadata value of a is not a string",
                ONE + " | 7 | truncated: the arrays take 8 bytes, but the file contains only 7",
                ONE + " | 9 | it has 1 bytes after the end of the last array",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | 8 | array a of shape [3] and dtype F32 takes 12 bytes",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | 8 | the data_offsets of array a must be [begin, end]",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}} | 8 | the data_offsets of array a must be a list of whole numbers",
                "{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,8]}} | 8 | the shape of array a must be a list of whole numbers",
                "{'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,8]}} | 8 | which is larger than any file",
                "{'a':{'dtype':'C64','shape':[1],'data_offsets':[0,8]}} | 8 | array a has dtype C64, but must have one of",
                "{'a':{'dtype':'I8','shape':[2],'data_offsets':[0,2]},'b':{'dtype':'I8','shape':[2],'data_offsets':[1,3]}} | 3 |"
                        + " array b begins at byte 1 of the data, but must begin where the previous array ends, at byte 2",
                "{'a':{'dtype':'I8','shape':[2],'data_offsets':[0,2]},'a':{'dtype':'I8','shape':[2],'data_offsets':[2,4]}} | 4 |"
                        + " Duplicate field 'a'",
            })
    void namesTheDamage(String json, int dataBytes, String message) throws IOException {
        Path file = folder.resolve("damaged.safetensors");
        Files.write(file, file(json.replace('\'', '"'), new byte[dataBytes]));
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThatThrownBy(() -> SafeTensors.read(file, manager))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining(message);
        }
    }

    @Test
    void refusesAWrongHeaderLengthBeforeAllocating() throws IOException {
        Path file = folder.resolve("length.safetensors");
        try (NDManager manager = NDManager.newBaseManager()) {
            Files.write(file, new byte[] {1, 2, 3});
            assertThatThrownBy(() -> SafeTensors.read(file, manager)).hasMessageContaining("it has 3 bytes");
            Files.write(file, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, 0});
            assertThatThrownBy(() -> SafeTensors.read(file, manager))
                    .hasMessageContaining("claims to be 18446744073709551615 bytes long");
            Files.write(file, new byte[] {100, 0, 0, 0, 0, 0, 0, 0, '{'});
            assertThatThrownBy(() -> SafeTensors.metadata(file))
                    .hasMessageContaining("truncated: the header ends at byte 108, but the file ends at byte 9");
        }
    }

    private static byte[] file(String json, byte[] data) {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .put(data)
                .array();
    }
}
