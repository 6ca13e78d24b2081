package io.winnow.models.pretrained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.torch.RawData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads and writes named arrays in the <a href="https://github.com/huggingface/safetensors">safetensors</a> format. A file consists of
 * the length of the header (8 bytes, little-endian), the header (JSON with type, shape and position of each array), and the elements of
 * the arrays without gaps.
 */
public final class SafeTensors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ALIGNMENT = 8;

    private SafeTensors() {}

    /**
     * Writes a file and flushes it to disk. The file is written in place and not atomically: to get a complete file or none, write to a
     * temporary file and rename it.
     *
     * @param file the file; overwritten if it exists
     * @param arrays float32, float64, float16, int64, int32, int8, uint8 or boolean arrays, on any device. The file contains the widest
     *     types first, so that each array is aligned; within a width, it keeps the map's order
     * @param metadata free text by key; may be empty
     * @throws IllegalArgumentException if an array has another type, or the name that is reserved for the metadata
     */
    public static void write(Path file, Map<String, NDArray> arrays, Map<String, String> metadata) throws IOException {
        List<Map.Entry<String, NDArray>> ordered = arrays.entrySet().stream()
                .sorted(Comparator.comparingInt(
                        entry -> -entry.getValue().getDataType().getNumOfBytes()))
                .toList();
        byte[] header = header(ordered, metadata);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer start = ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
            start.putLong(header.length).put(header).flip();
            while (start.hasRemaining()) {
                channel.write(start);
            }
            for (Map.Entry<String, NDArray> entry : ordered) {
                RawData.write(channel, entry.getValue());
            }
            channel.force(true);
        }
    }

    /**
     * Reads all arrays, in the order of the header. They keep their types, except for those that DJL does not have, which become the next
     * wider one: see {@link NumberType#exact()}.
     *
     * @param manager manager to which the arrays are attached, and whose device they are created on
     * @throws IOException if the file is damaged or contains an unsupported type; the message names the file and the problem
     */
    public static Map<String, NDArray> read(Path file, NDManager manager) throws IOException {
        return TensorReader.read(header(file).tensors(), NumberType::exact, manager);
    }

    /** Opens a file without reading its arrays. */
    static TensorFile open(Path file) throws IOException {
        SafeTensorsHeader header = header(file);
        return new TensorFile(file, header.tensors(), Set.of(), header.metadata(), List.of());
    }

    /** Reads only the metadata of a file: free text by key, possibly empty. */
    public static Map<String, String> metadata(Path file) throws IOException {
        return header(file).metadata();
    }

    private static SafeTensorsHeader header(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return SafeTensorsHeader.read(file, channel);
        }
    }

    private static byte[] header(List<Map.Entry<String, NDArray>> arrays, Map<String, String> metadata) {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = root.putObject(SafeTensorsHeader.METADATA);
            metadata.forEach(texts::put);
        }
        long offset = 0;
        for (Map.Entry<String, NDArray> entry : arrays) {
            String name = entry.getKey();
            NDArray array = entry.getValue();
            Optional<NumberType> type = NumberType.of(array.getDataType());
            if (type.isEmpty()) {
                throw new IllegalArgumentException("Array " + name + " has type " + array.getDataType()
                        + ", which cannot be written to a safetensors file; convert it to float32 or another type that"
                        + " the format has.");
            }
            if (name.equals(SafeTensorsHeader.METADATA)) {
                throw new IllegalArgumentException("An array is named " + name
                        + ", which is reserved for the metadata of a safetensors file; rename it.");
            }
            ObjectNode node = root.putObject(name);
            node.put("dtype", type.get().name());
            Shape shape = array.getShape();
            for (long length : shape.getShape()) {
                node.withArray("shape").add(length);
            }
            if (shape.dimension() == 0) {
                node.putArray("shape");
            }
            long end = offset + array.size() * array.getDataType().getNumOfBytes();
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        try {
            byte[] json = JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
            int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            byte[] header = new byte[padded];
            System.arraycopy(json, 0, header, 0, json.length);
            Arrays.fill(header, json.length, padded, (byte) ' ');
            return header;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
