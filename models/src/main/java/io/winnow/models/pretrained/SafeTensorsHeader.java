package io.winnow.models.pretrained;

import ai.djl.ndarray.types.DataType;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a safetensors file says about itself, checked: nothing that it claims is believed before it fits the file.
 *
 * @param dataStart where in the file the elements begin, in bytes
 */
record SafeTensorsHeader(long dataStart, List<Entry> entries, Map<String, String> metadata) {
    static final String METADATA = "__metadata__";

    static final Map<DataType, String> TYPES = types();

    /** The reference implementation's own limit, in bytes: a damaged length must not become an allocation. */
    private static final long LARGEST = 100_000_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * One array.
     *
     * @param begin first byte, counted from {@code dataStart}
     * @param end one past the last byte
     */
    record Entry(String name, DataType type, Shape shape, long begin, long end) {}

    static SafeTensorsHeader read(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < Long.BYTES) {
            throw damaged(file, "it has " + size + " bytes, the length of the header alone takes 8");
        }
        long length = RawData.bytes(channel, 0, Long.BYTES).getLong();
        if (length < 0 || length > LARGEST) {
            throw damaged(file, "its header cannot be " + Long.toUnsignedString(length) + " bytes long");
        }
        if (Long.BYTES + length > size) {
            throw damaged(
                    file,
                    "it is truncated: the header ends at byte " + (Long.BYTES + length) + ", the file at " + size);
        }
        JsonNode root;
        try {
            root = JSON.readTree(
                    RawData.bytes(channel, Long.BYTES, (int) length).array());
        } catch (JsonProcessingException e) {
            throw damaged(file, "its header is no JSON: " + e.getOriginalMessage());
        }
        if (!root.isObject()) {
            throw damaged(file, "its header is no JSON object");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (!field.getKey().equals(METADATA)) {
                entries.add(entry(file, field.getKey(), field.getValue()));
                continue;
            }
            for (Map.Entry<String, JsonNode> text : field.getValue().properties()) {
                if (!text.getValue().isTextual()) {
                    throw damaged(file, "metadata " + text.getKey() + " is no text");
                }
                metadata.put(text.getKey(), text.getValue().textValue());
            }
        }
        long dataStart = Long.BYTES + length;
        checkPlaces(file, entries, size - dataStart);
        return new SafeTensorsHeader(dataStart, List.copyOf(entries), Collections.unmodifiableMap(metadata));
    }

    private static Entry entry(Path file, String name, JsonNode node) throws IOException {
        String typeName = node.path("dtype").asText("none");
        DataType type = TYPES.entrySet().stream()
                .filter(candidate -> candidate.getValue().equals(typeName))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() ->
                        damaged(file, "array " + name + " is of dtype " + typeName + ", known are " + TYPES.values()));
        long[] lengths = numbers(file, name, node, "shape");
        long[] offsets = numbers(file, name, node, "data_offsets");
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw damaged(file, "array " + name + " needs data_offsets [begin, end], not " + node.get("data_offsets"));
        }
        long expected = type.getNumOfBytes();
        try {
            for (long length : lengths) {
                expected = Math.multiplyExact(expected, length);
            }
        } catch (ArithmeticException e) {
            throw damaged(file, "array " + name + " cannot have shape " + node.get("shape"));
        }
        if (offsets[1] - offsets[0] != expected) {
            throw damaged(
                    file,
                    "array " + name + " of shape " + node.get("shape") + " and dtype " + typeName + " takes " + expected
                            + " bytes, its data_offsets " + node.get("data_offsets") + " hold "
                            + (offsets[1] - offsets[0]));
        }
        return new Entry(name, type, new Shape(lengths), offsets[0], offsets[1]);
    }

    private static long[] numbers(Path file, String name, JsonNode node, String key) throws IOException {
        JsonNode list = node.path(key);
        long[] numbers = new long[list.size()];
        boolean fine = list.isArray();
        for (int i = 0; i < numbers.length; i++) {
            fine &= list.get(i).canConvertToLong()
                    && list.get(i).isIntegralNumber()
                    && list.get(i).longValue() >= 0;
            numbers[i] = list.get(i).longValue();
        }
        if (!fine) {
            throw damaged(file, "array " + name + " needs a list of whole numbers as " + key + ", not " + list);
        }
        return numbers;
    }

    /** The arrays tile the data: no gap in which anything could hide, no overlap, and the file ends with the last one. */
    private static void checkPlaces(Path file, List<Entry> entries, long available) throws IOException {
        List<Entry> ordered = entries.stream()
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
                .toList();
        long end = 0;
        for (Entry entry : ordered) {
            if (entry.begin() != end) {
                throw damaged(
                        file,
                        "array " + entry.name() + " begins at " + entry.begin()
                                + " of the data, where the array before it " + "ends at " + end);
            }
            end = entry.end();
        }
        if (end > available) {
            throw damaged(file, "it is truncated: the arrays take " + end + " bytes, " + available + " are there");
        }
        if (end < available) {
            throw damaged(file, (available - end) + " bytes after the last array belong to none");
        }
    }

    private static IOException damaged(Path file, String what) {
        return new IOException(file + " is no sound safetensors file: " + what + ".");
    }

    private static Map<DataType, String> types() {
        Map<DataType, String> types = new EnumMap<>(DataType.class);
        types.put(DataType.FLOAT64, "F64");
        types.put(DataType.FLOAT32, "F32");
        types.put(DataType.FLOAT16, "F16");
        types.put(DataType.INT64, "I64");
        types.put(DataType.INT32, "I32");
        types.put(DataType.INT8, "I8");
        types.put(DataType.UINT8, "U8");
        types.put(DataType.BOOLEAN, "BOOL");
        return Collections.unmodifiableMap(types);
    }
}
