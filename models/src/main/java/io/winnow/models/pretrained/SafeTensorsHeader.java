package io.winnow.models.pretrained;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.winnow.models.torch.RawData;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file. Reading it checks every statement in it against the file, so that later code can rely on it.
 *
 * @param tensors the arrays by name, in the order of the header
 * @param metadata free text by key; may be empty
 */
record SafeTensorsHeader(Map<String, StoredTensor> tensors, Map<String, String> metadata) {
    static final String METADATA = "__metadata__";

    /** The reference implementation's limit for the header. It keeps a damaged length from exhausting memory. */
    private static final long MAX_HEADER_BYTES = 100_000_000;

    /** Reads headers and indices. A name that occurs twice, or text after the object, is an error. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Reads and checks the header of a file.
     *
     * @throws IOException if the file is damaged or contains an unsupported type; the message names the file and the problem
     */
    static SafeTensorsHeader read(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < Long.BYTES) {
            throw damaged(file, "it has " + size + " bytes, but the length of the header alone takes 8 bytes");
        }
        long length = RawData.bytes(channel, 0, Long.BYTES).getLong();
        if (length < 0 || length > MAX_HEADER_BYTES) {
            throw damaged(
                    file,
                    "its header claims to be " + Long.toUnsignedString(length)
                            + " bytes long, but headers have at most " + MAX_HEADER_BYTES + " bytes");
        }
        if (Long.BYTES + length > size) {
            throw damaged(
                    file,
                    "it is truncated: the header ends at byte " + (Long.BYTES + length) + ", but the file ends at byte "
                            + size);
        }
        JsonNode root;
        try {
            root = JSON.readTree(
                    RawData.bytes(channel, Long.BYTES, (int) length).array());
        } catch (JsonProcessingException e) {
            throw damaged(file, "its header is not valid JSON: " + e.getOriginalMessage());
        }
        if (!root.isObject()) {
            throw damaged(file, "its header is not a JSON object");
        }
        long dataStart = Long.BYTES + length;
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (!field.getKey().equals(METADATA)) {
                tensors.put(field.getKey(), tensor(file, dataStart, field.getKey(), field.getValue()));
                continue;
            }
            if (!field.getValue().isObject()) {
                throw damaged(file, "its " + METADATA + " is not a JSON object");
            }
            for (Map.Entry<String, JsonNode> text : field.getValue().properties()) {
                if (!text.getValue().isTextual()) {
                    throw damaged(file, "the metadata value of " + text.getKey() + " is not a string");
                }
                metadata.put(text.getKey(), text.getValue().textValue());
            }
        }
        checkPositions(file, tensors, dataStart, size - dataStart);
        return new SafeTensorsHeader(tensors, metadata);
    }

    private static StoredTensor tensor(Path file, long dataStart, String name, JsonNode node) throws IOException {
        String typeName = node.path("dtype").asText("none");
        NumberType type = Arrays.stream(NumberType.values())
                .filter(candidate -> candidate.name().equals(typeName))
                .findFirst()
                .orElseThrow(() -> new IOException("Cannot read " + file + ": array " + name + " has dtype " + typeName
                        + ", but must have one of " + Arrays.toString(NumberType.values())
                        + ". Convert the array first."));
        long[] lengths = numbers(file, name, node, "shape");
        long[] offsets = numbers(file, name, node, "data_offsets");
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw damaged(
                    file,
                    "the data_offsets of array " + name + " must be [begin, end] with begin <= end; found "
                            + node.get("data_offsets"));
        }
        long expected;
        try {
            expected = Math.multiplyExact(StoredTensor.elements(lengths), (long) type.bytes());
        } catch (ArithmeticException e) {
            throw damaged(
                    file, "array " + name + " has shape " + node.get("shape") + ", which is larger than any file");
        }
        if (lengths.length > StoredTensor.MAX_DIMENSIONS) {
            throw damaged(
                    file,
                    "array " + name + " has " + lengths.length + " dimensions, but arrays have at most "
                            + StoredTensor.MAX_DIMENSIONS);
        }
        if (offsets[1] - offsets[0] != expected) {
            throw damaged(
                    file,
                    "array " + name + " of shape " + node.get("shape") + " and dtype " + typeName + " takes " + expected
                            + " bytes, but its data_offsets " + node.get("data_offsets") + " span "
                            + (offsets[1] - offsets[0]));
        }
        try {
            return StoredTensor.rowMajor(type, new Shape(lengths), file, Math.addExact(dataStart, offsets[0]));
        } catch (ArithmeticException e) {
            throw damaged(file, "array " + name + " begins at byte " + offsets[0] + " of the data, beyond any file");
        }
    }

    private static long[] numbers(Path file, String name, JsonNode node, String key) throws IOException {
        JsonNode list = node.path(key);
        long[] numbers = new long[list.size()];
        boolean valid = list.isArray();
        for (int i = 0; i < numbers.length; i++) {
            valid &= list.get(i).canConvertToLong()
                    && list.get(i).isIntegralNumber()
                    && list.get(i).longValue() >= 0;
            numbers[i] = list.get(i).longValue();
        }
        if (!valid) {
            throw damaged(
                    file,
                    "the " + key + " of array " + name + " must be a list of whole numbers, 0 or larger; found "
                            + (list.isMissingNode() ? "none" : list));
        }
        return numbers;
    }

    /** Checks that the arrays cover the data without gaps and overlaps, and that the file ends where the last array ends. */
    private static void checkPositions(Path file, Map<String, StoredTensor> tensors, long dataStart, long available)
            throws IOException {
        List<Map.Entry<String, StoredTensor>> ordered = tensors.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, StoredTensor> entry) ->
                                entry.getValue().position())
                        .thenComparingLong(entry -> entry.getValue().bytes()))
                .toList();
        long end = 0;
        for (Map.Entry<String, StoredTensor> entry : ordered) {
            long begin = entry.getValue().position() - dataStart;
            if (begin != end) {
                throw damaged(
                        file,
                        "array " + entry.getKey() + " begins at byte " + begin
                                + " of the data, but must begin where the previous array ends, at byte " + end);
            }
            end = begin + entry.getValue().bytes();
        }
        if (end > available) {
            throw damaged(
                    file,
                    "it is truncated: the arrays take " + end + " bytes, but the file contains only " + available
                            + " after the header");
        }
        if (end < available) {
            throw damaged(file, "it has " + (available - end) + " bytes after the end of the last array");
        }
    }

    private static IOException damaged(Path file, String problem) {
        return Faults.damaged(file, "safetensors file", problem);
    }
}
