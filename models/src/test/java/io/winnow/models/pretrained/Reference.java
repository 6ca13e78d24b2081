package io.winnow.models.pretrained;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Files that safetensors and PyTorch wrote, with what they contain. */
final class Reference {
    private Reference() {}

    static Path file(String name) {
        try {
            return Path.of(Reference.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(file(name).toFile());
    }

    /** Checks that exactly the described arrays were read, bit by bit. Floating-point numbers are expected in float32. */
    static void check(JsonNode described, String prefix, PretrainedWeights weights) {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : described.properties()) {
            String name = entry.getKey().substring(prefix.length());
            names.add(name);
            NDArray array = weights.arrays().get(name);
            assertThat(array).as(name).isNotNull();
            List<Long> shape = new ArrayList<>();
            entry.getValue().get("shape").forEach(length -> shape.add(length.longValue()));
            assertThat(array.getShape().getShape())
                    .as(name)
                    .containsExactly(shape.stream().mapToLong(Long::longValue).toArray());
            assertThat(HexFormat.of().formatHex(bytes(array))).as(name).isEqualTo(bits(entry.getValue()));
        }
        assertThat(weights.arrays().keySet()).containsExactlyInAnyOrderElementsOf(names);
    }

    static byte[] bytes(NDArray array) {
        ByteBuffer buffer = array.toByteBuffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static String bits(JsonNode array) {
        String stored = array.get("little_endian_hex").textValue();
        ByteBuffer from = ByteBuffer.wrap(HexFormat.of().parseHex(stored)).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer to = ByteBuffer.allocate(2 * from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        switch (array.get("dtype").textValue()) {
            case "F64" -> {
                while (from.hasRemaining()) {
                    to.putFloat((float) from.getDouble());
                }
            }
            case "I16" -> {
                while (from.hasRemaining()) {
                    to.putInt(from.getShort());
                }
            }
            default -> {
                return array.path("as_float32_hex").asText(stored);
            }
        }
        return HexFormat.of().formatHex(to.array(), 0, to.position());
    }
}
