package io.winnow.datasets.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.winnow.datasets.DataException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Records of JSON text: an array of objects, or a sequence of objects such as JSON lines. It also reads an object that maps each key to its
 * label, the column format that pandas writes by default, and task exports of Label Studio, in which each annotation becomes a record.
 * Fields of nested objects become columns called {@code outer.inner}.
 */
final class JsonRecords {
    private static final String LABEL_STUDIO = "read as an export of Label Studio";

    /**
     * If an object had the same key twice, the last value would replace the others without a word. Python writes NaN for a number that is
     * missing, which is not JSON.
     */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** Usual keys of a list of records, if the object around it has other keys as well. */
    private static final Set<String> WRAPPERS = Set.of("data", "records", "rows", "items", "examples");

    /** Where the message of the parser says, in its own notation, that something was opened. */
    private static final Pattern OPENED = Pattern.compile("\\(start marker at .*\\)", Pattern.DOTALL);

    private static final Pattern UNEXPECTED = Pattern.compile("^Unexpected character \\('(.)'");

    private JsonRecords() {}

    /** An object of the file with its line. */
    private record Item(long line, JsonNode node) {}

    static RecordFile read(Path file, String text, RecordOptions options) throws IOException {
        FileRecord.Columns columns = new FileRecord.Columns(file, options.whole());
        List<FileRecord> rows = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        // An object that is the only one, and in no array, may be read in other ways than a record.
        Item first = null;
        try (JsonParser parser = MAPPER.createParser(text)) {
            boolean inArray = false;
            while (parser.nextToken() != null) {
                if (parser.currentToken() == (inArray ? JsonToken.END_ARRAY : JsonToken.START_ARRAY)) {
                    inArray = !inArray;
                    continue;
                }
                Item item = item(file, parser);
                if (first == null && rows.isEmpty() && !inArray) {
                    first = item;
                    continue;
                }
                if (first != null) {
                    add(columns, first, rows, notes);
                    first = null;
                }
                add(columns, item, rows, notes);
            }
        } catch (JsonProcessingException e) {
            throw notJson(file, e.getLocation() == null ? 1 : e.getLocation().getLineNr(), e);
        }
        if (first != null && !alone(columns, first, rows, notes, options.mapsKeys())) {
            add(columns, first, rows, notes);
        }
        return new RecordFile(
                file, RecordFormat.JSON, List.copyOf(columns.numbers().keySet()), Set.of(), rows, notes);
    }

    private static DataException notJson(Path file, long line, JsonProcessingException e) {
        String why = OPENED.matcher(e.getOriginalMessage()).replaceFirst("").strip();
        return new DataException(file + ", line " + line + ": is not valid JSON: " + why + "." + advice(why), e);
    }

    /** What to do about mistakes that are easily made by hand, or by a program that does not write JSON with a library. */
    private static String advice(String why) {
        Matcher unexpected = UNEXPECTED.matcher(why);
        return !unexpected.find()
                ? ""
                : switch (unexpected.group(1)) {
                    case "'" ->
                        " Texts must be in double quotes; what Python prints for a dictionary is not JSON, but what"
                                + " json.dumps returns is.";
                    case "," ->
                        " If it ends a record, remove it, or put all records into one array: [{..}, {..}]. If not, a"
                                + " value is missing before it.";
                    case "]", "}" -> " Remove the comma before it, if there is one.";
                    default -> "";
                };
    }

    private static Item item(Path file, JsonParser parser) throws IOException {
        long line = parser.currentTokenLocation().getLineNr();
        JsonNode node;
        try {
            node = parser.readValueAsTree();
        } catch (JsonEOFException e) {
            // The parser notices an unclosed object at the end of the file only; the line where it begins helps more.
            throw notJson(file, line, e);
        }
        if (!node.isObject()) {
            throw new DataException(file + ", line " + line + ": is not a JSON object, such as"
                    + " {\"key\": \"cat/1.png\", \"label\": \"cat\"}; found " + shorten(node.toString()) + ".");
        }
        return new Item(line, node);
    }

    /** Reads a file that consists of one object; returns false if it is a record like those of other files. */
    private static boolean alone(
            FileRecord.Columns columns, Item item, List<FileRecord> rows, List<String> notes, boolean mapsKeys)
            throws DataException {
        JsonNode only = item.node();
        if (only.isEmpty()) {
            return false;
        }
        if (only.has("images") && only.has("annotations")) {
            throw new DataException(
                    columns.file() + " seems to be in the COCO format, which is not supported. Write a record for"
                            + " each image: {\"key\": \"cat/1.png\", \"label\": \"cat\"}.");
        }
        Optional<String> wrapped = wrapped(only);
        if (wrapped.isPresent()) {
            throw new DataException(columns.file() + " is one JSON object, whose key '" + wrapped.get()
                    + "' has a list of " + only.get(wrapped.get()).size()
                    + " objects. Are these the records? Then save this list alone, as [{..}, {..}] or one record per line."
                    + " If the whole object is one record, write it in an array: [{\"" + wrapped.get()
                    + "\": .., ..}].");
        }
        if (only.properties().stream().allMatch(field -> field.getValue().isObject())) {
            notes.add("read by columns, as pandas writes JSON");
            byColumns(columns, only, rows);
            return true;
        }
        boolean labels =
                only.properties().stream().allMatch(field -> field.getValue().isValueNode());
        boolean named = only.properties().stream().anyMatch(field -> KnownColumns.isKnown(field.getKey()));
        if (mapsKeys && labels && !named) {
            notes.add("read as one object that maps each key to its label");
            byKeys(columns, item, rows);
            return true;
        }
        return false;
    }

    /**
     * Returns the key of the list of records in an object around it, such as {@code {"version": "1.0", "data": [{..}, {..}]}}. An object with an
     * id or a label, such as {@code {"id": 7, "items": [{..}, {..}]}}, is a record itself.
     */
    private static Optional<String> wrapped(JsonNode only) {
        boolean named = only.properties().stream()
                .anyMatch(field -> field.getValue().isValueNode() && KnownColumns.isOfRecord(field.getKey()));
        return named ? Optional.empty() : listOfObjects(only);
    }

    private static Optional<String> listOfObjects(JsonNode only) {
        return only.properties().stream()
                .filter(field -> only.size() == 1 || WRAPPERS.contains(field.getKey()))
                .filter(field -> field.getValue().isArray() && field.getValue().size() > 1)
                .filter(field -> field.getValue().valueStream().allMatch(JsonNode::isObject))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static void add(FileRecord.Columns columns, Item item, List<FileRecord> rows, List<String> notes) {
        if (item.node().path("data").isObject()
                && item.node().path("annotations").isArray()) {
            if (!notes.contains(LABEL_STUDIO)) {
                notes.add(LABEL_STUDIO);
            }
            annotations(columns, item, rows);
        } else {
            rows.add(row(columns, item.line(), item.node()));
        }
    }

    /** Returns the record of an object. */
    static FileRecord row(FileRecord.Columns columns, long line, JsonNode object) {
        FileRecord row = new FileRecord(columns, line);
        put(row, "", object);
        return row.packed();
    }

    private static void byColumns(FileRecord.Columns columns, JsonNode table, List<FileRecord> rows) {
        Map<String, FileRecord> byNumber = new LinkedHashMap<>();
        table.properties()
                .forEach(column -> column.getValue().properties().forEach(cell -> {
                    FileRecord row = byNumber.computeIfAbsent(cell.getKey(), each -> new FileRecord(columns, 1));
                    put(row, column.getKey(), cell.getValue());
                }));
        rows.addAll(byNumber.values());
    }

    private static void byKeys(FileRecord.Columns columns, Item item, List<FileRecord> rows) {
        item.node().properties().forEach(field -> {
            FileRecord row = new FileRecord(columns, item.line());
            row.put(KnownColumns.KEY, field.getKey());
            put(row, KnownColumns.LABEL, field.getValue());
            rows.add(row);
        });
    }

    /** Adds one record for each choice that an annotator made; a task that nobody answered becomes a record without a label. */
    private static void annotations(FileRecord.Columns columns, Item item, List<FileRecord> rows) {
        int before = rows.size();
        for (JsonNode annotation : item.node().get("annotations")) {
            if (annotation.path("was_cancelled").asBoolean()) {
                continue;
            }
            FileRecord row = task(columns, item);
            JsonNode by = annotation.path("completed_by");
            put(row, KnownColumns.ANNOTATOR, by.has("email") ? by.get("email") : by.has("id") ? by.get("id") : by);
            List<JsonNode> choices = annotation.path("result").findValues("choices");
            if (choices.size() == 1) {
                put(row, KnownColumns.LABEL, choices.get(0));
            } else if (choices.size() > 1) {
                row.putSeveral(KnownColumns.LABEL, shorten(choices.toString()));
            }
            rows.add(row);
        }
        if (rows.size() == before) {
            rows.add(task(columns, item));
        }
    }

    private static FileRecord task(FileRecord.Columns columns, Item item) {
        FileRecord row = new FileRecord(columns, item.line());
        put(row, "", item.node().get("data"));
        return row;
    }

    private static void put(FileRecord row, String column, JsonNode value) {
        if (value.isNull() || (value.isFloatingPointNumber() && Double.isNaN(value.doubleValue()))) {
            return;
        }
        if (row.isWhole(column)) {
            String text = value.isTextual() ? CsvRecords.strip(value.asText()) : value.toString();
            if (!text.isEmpty()) {
                row.put(column, text);
            }
        } else if (value.isObject()) {
            String prefix = column.isEmpty() ? "" : column + ".";
            value.properties().forEach(field -> putField(row, prefix + field.getKey(), field.getValue()));
        } else if (value.isArray() && value.size() == 1) {
            put(row, column, value.get(0));
        } else if (value.isArray() && !value.isEmpty()) {
            row.putSeveral(column, shorten(value.toString()));
        } else {
            String text = CsvRecords.strip(value.asText());
            if (!text.isEmpty()) {
                row.put(column, text);
            } else if (value.isTextual()) {
                row.putNothing(column);
            }
        }
    }

    /** Adds a field of an object. {@code {"a.b": 1, "a": {"b": 2}}} has two values of one column, neither of which may be lost. */
    private static void putField(FileRecord row, String column, JsonNode value) {
        if (!value.isObject() && !value.isNull() && row.has(column)) {
            row.putSeveral(column, shorten(row.findValid(column).orElse("several values") + ", " + value.asText()));
        } else {
            put(row, column, value);
        }
    }

    /** Returns a text as JSON. */
    static String quoted(String text) {
        return new TextNode(text).toString();
    }

    private static String shorten(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "..";
    }
}
