package io.winnow.models.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumberDecoderTest {
    @TempDir
    Path folder;

    /** The oracle is PyTorch's own conversion of all 65,536 numbers. */
    @Test
    void widensEveryFloat16AsPyTorchDoes() {
        ByteBuffer stored = buffer(2 << 16);
        for (int i = 0; i < 1 << 16; i++) {
            stored.putShort((short) i);
        }
        ByteBuffer elements = buffer(4 << 16);
        assertThat(NumberDecoder.decode(NumberType.F16, stored.flip(), elements))
                .isTrue();
        float[] widened = new float[1 << 16];
        elements.flip().asFloatBuffer().get(widened);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray half = manager.create(stored.rewind(), new Shape(1 << 16), DataType.FLOAT16);
            assertThat(widened)
                    .containsExactly(half.toType(DataType.FLOAT32, true).toFloatArray());
        }
    }

    @Test
    void widensEightBitFloats() {
        // largest, smallest normal and subnormal, one and a half, minus zero
        assertThat(floats(NumberType.F8_E4M3, 0x7e, 0x08, 0x01, 0x3c, 0x80, 0xfe))
                .containsExactly(448, 0x1p-6f, 0x1p-9f, 1.5f, -0f, -448);
        assertThat(floats(NumberType.F8_E4M3, 0x7f, 0xff)).containsOnly(Float.NaN);
        assertThat(floats(NumberType.F8_E5M2, 0x7b, 0x04, 0x01, 0x3e, 0x80, 0xfc))
                .containsExactly(57344, 0x1p-14f, 0x1p-16f, 1.5f, -0f, Float.NEGATIVE_INFINITY);
        assertThat(floats(NumberType.F8_E5M2, 0x7f, 0xfd)).containsOnly(Float.NaN);
    }

    @Test
    void readsUnsignedIntegersAsWiderSignedOnes() throws IOException {
        String header = "{'a':{'dtype':'U16','shape':[2],'data_offsets':[0,4]},"
                + "'b':{'dtype':'U32','shape':[1],'data_offsets':[4,8]},"
                + "'c':{'dtype':'U64','shape':[1],'data_offsets':[8,16]},"
                + "'d':{'dtype':'BOOL','shape':[3],'data_offsets':[16,19]}}";
        Path file = folder.resolve("unsigned");
        byte[] data = HexFormat.of().parseHex("ffff0100" + "ffffffff" + "ffffffffffffff7f" + "000102");
        Files.write(file, safeTensors(header, data));
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> arrays = TensorFile.open(file).read(manager).arrays();
            assertThat(arrays.get("a").toIntArray()).containsExactly(65535, 1);
            assertThat(arrays.get("b").toLongArray()).containsExactly(4294967295L);
            assertThat(arrays.get("c").toLongArray()).containsExactly(Long.MAX_VALUE);
            assertThat(Reference.bytes(arrays.get("d"))).containsExactly(0, 1, 1);
        }
        data[15] = (byte) 0x80;
        Files.write(file, safeTensors(header, data));
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThatThrownBy(() -> TensorFile.open(file).read(manager))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("array c contains numbers above 2^63 - 1");
            assertThat(manager.getManagedArrays()).isEmpty();
        }
    }

    private static float[] floats(NumberType type, int... bytes) {
        float[] floats = new float[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            ByteBuffer element = buffer(4);
            NumberDecoder.decode(type, buffer(1).put((byte) bytes[i]).flip(), element);
            floats[i] = element.getFloat(0);
        }
        return floats;
    }

    private static byte[] safeTensors(String header, byte[] data) {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) json.length, (byte) (json.length >> 8), 0, 0, 0, 0, 0, 0});
        bytes.writeBytes(json);
        bytes.writeBytes(data);
        return bytes.toByteArray();
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
