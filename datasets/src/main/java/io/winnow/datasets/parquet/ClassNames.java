package io.winnow.datasets.parquet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;

/**
 * The names of classes that columns of numbers stand for, as the library `datasets` of Hugging Face writes them beside the schema
 * ({@code ClassLabel}).
 *
 * @param byColumn names by column as users name it
 */
record ClassNames(Map<String, List<String>> byColumn) {
    private static final String KEY = "huggingface";
    /** The number by which Hugging Face says that an example has no label, as in test sets that are not published. */
    private static final int NONE = -1;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    static ClassNames of(FileMetaData footer) {
        Map<String, List<String>> names = new TreeMap<>();
        if (footer.isSetKey_value_metadata()) {
            for (KeyValue each : footer.getKey_value_metadata()) {
                if (each.getKey().equals(KEY) && each.isSetValue()) {
                    fields(features(each.getValue()), "", names);
                }
            }
        }
        return new ClassNames(names);
    }

    private static JsonNode features(String text) {
        try {
            return MAPPER.readTree(text).path("info").path("features");
        } catch (JsonProcessingException e) {
            return NullNode.instance; // a note of a program that is not Hugging Face's
        }
    }

    private static void fields(JsonNode features, String column, Map<String, List<String>> names) {
        features.properties()
                .forEach(field -> feature(
                        field.getValue(), column.isEmpty() ? field.getKey() : column + "." + field.getKey(), names));
    }

    private static void feature(JsonNode feature, String column, Map<String, List<String>> names) {
        String type = feature.path("_type").asText();
        if (feature.isArray() && feature.size() == 1) {
            feature(feature.get(0), column, names);
        } else if (feature.path("feature").isContainerNode()) {
            feature(feature.get("feature"), column, names);
        } else if (type.equals("ClassLabel") && feature.path("names").isArray()) {
            List<String> all = new ArrayList<>();
            feature.get("names").forEach(name -> all.add(name.asText()));
            names.put(column, all);
        } else if (feature.isObject() && type.isEmpty()) {
            fields(feature, column, names);
        }
    }

    /** Returns what turns the numbers of a column into names; empty if it has none. */
    Optional<LongFunction<JsonNode>> of(String column) {
        return Optional.ofNullable(byColumn.get(column)).map(names -> number -> {
            if (number == NONE) {
                return NullNode.instance;
            } else if (number < 0 || number >= names.size()) {
                throw new IllegalArgumentException("is " + number + ", but the file has names for the classes 0 to "
                        + (names.size() - 1) + ". Write the file again with the names of all classes");
            }
            return TextNode.valueOf(names.get((int) number));
        });
    }
}
