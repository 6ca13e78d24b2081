package io.winnow.models.pretrained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The safetensors format: 8 bytes little-endian length of a JSON header, the header {@code {NAME: {dtype, shape, data_offsets}}}, and
 * the arrays' little-endian values one after the other.
 */
public final class SafeTensors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METADATA = "__metadata__";
    private static final long MAX_HEADER = 100_000_000;
    /** DJL moves arrays through buffers of at most 2 GiB. */
    private static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

    private static final Map<DataType, String> NAMES = Map.of(
            DataType.FLOAT64, "F64",
            DataType.FLOAT32, "F32",
            DataType.FLOAT16, "F16",
            DataType.INT64, "I64",
            DataType.INT32, "I32",
            DataType.INT8, "I8",
            DataType.UINT8, "U8",
            DataType.BOOLEAN, "BOOL");

    private SafeTensors() {}

    /** Writes arrays by name, in the map's order, and forces them to the disk. */
    public static void write(Path file, Map<String, NDArray> arrays, Map<String, String> metadata) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            header.set(METADATA, JSON.valueToTree(metadata));
        }
        long offset = 0;
        for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
            NDArray array = entry.getValue();
            ObjectNode description = header.putObject(entry.getKey());
            String type = NAMES.get(array.getDataType());
            if (type == null || bytes(array) > MAX_BYTES) {
                throw new IOException(entry.getKey() + " is " + array.getDataType() + " of " + bytes(array)
                        + " bytes; a safetensors file here holds arrays below 2 GiB of " + NAMES.keySet() + ".");
            }
            description.put("dtype", type);
            ArrayNode shape = description.putArray("shape");
            for (long size : array.getShape().getShape()) {
                shape.add(size);
            }
            description.putArray("data_offsets").add(offset).add(offset + bytes(array));
            offset += bytes(array);
        }
        StringBuilder text = new StringBuilder(JSON.writeValueAsString(header));
        while (text.toString().getBytes(StandardCharsets.UTF_8).length % 8 != 0) {
            text.append(' ');
        }
        byte[] json = text.toString().getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer start = ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN);
            writeAll(channel, start.putLong(json.length).put(json).flip());
            for (NDArray array : arrays.values()) {
                if (array.size() > 0) {
                    writeAll(channel, array.toByteBuffer());
                }
            }
            channel.force(true);
        }
    }

    /**
     * Reads all arrays.
     *
     * @param manager owns the arrays
     * @throws IOException that names the file and what is wrong with it
     */
    public static Map<String, NDArray> read(Path file, NDManager manager) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            JsonNode header = header(file, channel);
            long data = channel.position();
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : header.properties()) {
                if (!entry.getKey().equals(METADATA)) {
                    arrays.put(entry.getKey(), read(file, channel, data, entry.getKey(), entry.getValue(), manager));
                }
            }
            return arrays;
        }
    }

    /** The strings that a file carries beside its arrays. */
    public static Map<String, String> metadata(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Map<String, String> metadata = new LinkedHashMap<>();
            header(file, channel)
                    .path(METADATA)
                    .properties()
                    .forEach(entry ->
                            metadata.put(entry.getKey(), entry.getValue().asText()));
            return metadata;
        }
    }

    private static JsonNode header(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < 8) {
            throw damaged(file, "it has " + size + " bytes");
        }
        long length = readFully(file, channel, 8).getLong();
        if (length < 2 || length > MAX_HEADER || length > size - 8) {
            throw damaged(file, "its header would take " + length + " of " + size + " bytes");
        }
        try {
            JsonNode header = JSON.readTree(StandardCharsets.UTF_8
                    .decode(readFully(file, channel, (int) length))
                    .toString());
            if (!header.isObject()) {
                throw damaged(file, "its header is no JSON object");
            }
            return header;
        } catch (JsonProcessingException e) {
            throw damaged(file, "its header is no JSON: " + e.getOriginalMessage());
        }
    }

    private static NDArray read(
            Path file, FileChannel channel, long data, String name, JsonNode description, NDManager manager)
            throws IOException {
        DataType type = NAMES.entrySet().stream()
                .filter(entry ->
                        entry.getValue().equals(description.path("dtype").asText()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> damaged(
                        file, name + " has type " + description.path("dtype") + "; known are " + NAMES.values()));
        JsonNode sizes = description.path("shape");
        long[] shape = new long[sizes.size()];
        long count = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = sizes.get(i).asLong(-1);
            if (shape[i] < 0 || (count > 0 && shape[i] > MAX_BYTES / Math.max(1, count))) {
                throw damaged(file, name + " has shape " + sizes);
            }
            count *= shape[i];
        }
        long begin = description.path("data_offsets").path(0).asLong(-1);
        long end = description.path("data_offsets").path(1).asLong(-1);
        if (begin < 0 || end - begin != count * type.getNumOfBytes() || end > channel.size() - data) {
            throw damaged(
                    file,
                    name + " " + sizes + " would lie at bytes " + begin + " to " + end + " of "
                            + (channel.size() - data));
        }
        if (count == 0) {
            return manager.create(new Shape(shape), type);
        }
        channel.position(data + begin);
        return manager.create(readFully(file, channel, (int) (end - begin)), new Shape(shape), type);
    }

    private static ByteBuffer readFully(Path file, FileChannel channel, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw damaged(file, "it ends early");
            }
        }
        return buffer.flip();
    }

    private static void writeAll(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static long bytes(NDArray array) {
        return array.size() * array.getDataType().getNumOfBytes();
    }

    private static IOException damaged(Path file, String why) {
        return new IOException(file + " is no whole safetensors file: " + why + ".");
    }
}
