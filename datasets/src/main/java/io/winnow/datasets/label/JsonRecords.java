package io.winnow.datasets.label;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Records of JSON text: an array of objects, or a sequence of objects such as JSON lines. It also reads an object that maps each key to its
 * label, the column format that pandas writes by default, and task exports of Label Studio, in which each annotation becomes a record.
 * Fields of nested objects become columns called {@code outer.inner}.
 */
final class JsonRecords {
    private static final Pattern BEGIN = Pattern.compile("\\(start marker at .*line: (\\d+).*\\)", Pattern.DOTALL);

    private JsonRecords() {}

    /** An object of the file with its line. */
    private record Item(long line, JsonNode node) {}

    static RecordFile read(Path file, String text) throws IOException {
        List<Item> items = new ArrayList<>();
        try (JsonParser parser = new ObjectMapper().createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.START_ARRAY) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        items.add(item(file, parser));
                    }
                } else {
                    items.add(item(file, parser));
                }
            }
        } catch (JsonProcessingException e) {
            // The parser finds an unclosed object at the end of the file only; the line where the object begins is more
            // helpful.
            Matcher begin = BEGIN.matcher(e.getOriginalMessage());
            boolean open = begin.find();
            long line = open
                    ? Long.parseLong(begin.group(1))
                    : e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            String why = open ? e.getOriginalMessage().substring(0, begin.start()) : e.getOriginalMessage();
            throw new LabelFileException(file + ", line " + line + ": is not JSON: " + why.strip() + ".", e);
        }
        List<String> notes = new ArrayList<>();
        List<RecordFile.Row> rows = rows(file, items, notes);
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> columns.addAll(row.values().keySet()));
        return new RecordFile(file, List.copyOf(columns), Set.of(), rows, notes);
    }

    private static Item item(Path file, JsonParser parser) throws IOException {
        long line = parser.currentTokenLocation().getLineNr();
        JsonNode node = parser.readValueAsTree();
        if (!node.isObject()) {
            throw new LabelFileException(file + ", line " + line + ": is not a JSON object, such as"
                    + " {\"key\": \"cat/1.png\", \"label\": \"cat\"}; found " + shorten(node.toString()) + ".");
        }
        return new Item(line, node);
    }

    private static List<RecordFile.Row> rows(Path file, List<Item> items, List<String> notes) throws IOException {
        if (items.size() == 1 && items.get(0).node().size() > 0) {
            JsonNode only = items.get(0).node();
            if (only.has("images") && only.has("annotations")) {
                throw new LabelFileException(
                        file + " seems to be in the COCO format, which is not supported. Write a record for"
                                + " each image: {\"key\": \"cat/1.png\", \"label\": \"cat\"}.");
            }
            if (only.properties().stream().allMatch(field -> field.getValue().isObject())) {
                notes.add("read by columns, as pandas writes JSON");
                return byColumns(file, only);
            }
            boolean labels = only.properties().stream()
                    .allMatch(field -> field.getValue().isValueNode());
            boolean named = only.properties().stream().anyMatch(field -> KnownColumns.isKnown(field.getKey()));
            if (labels && !named) {
                notes.add("read as one object that maps each key to its label");
                return byKeys(file, items.get(0));
            }
        }
        List<RecordFile.Row> rows = new ArrayList<>();
        boolean tasks = false;
        for (Item item : items) {
            if (item.node().path("data").isObject()
                    && item.node().path("annotations").isArray()) {
                tasks = true;
                annotations(file, item, rows);
            } else {
                RecordFile.Row row = new RecordFile.Row(file, item.line());
                put(row, "", item.node());
                rows.add(row);
            }
        }
        if (tasks) {
            notes.add("read as an export of Label Studio");
        }
        return rows;
    }

    private static List<RecordFile.Row> byColumns(Path file, JsonNode columns) {
        Map<String, RecordFile.Row> rows = new LinkedHashMap<>();
        columns.properties()
                .forEach(column -> column.getValue().properties().forEach(cell -> {
                    RecordFile.Row row = rows.computeIfAbsent(cell.getKey(), each -> new RecordFile.Row(file, 1));
                    put(row, column.getKey(), cell.getValue());
                }));
        return List.copyOf(rows.values());
    }

    private static List<RecordFile.Row> byKeys(Path file, Item item) {
        List<RecordFile.Row> rows = new ArrayList<>();
        item.node().properties().forEach(field -> {
            RecordFile.Row row = new RecordFile.Row(file, item.line());
            row.values().put(KnownColumns.KEY, field.getKey());
            put(row, KnownColumns.LABEL, field.getValue());
            rows.add(row);
        });
        return rows;
    }

    /** Adds one record for each choice that an annotator made; a task that nobody answered becomes a record without a label. */
    private static void annotations(Path file, Item item, List<RecordFile.Row> rows) {
        int before = rows.size();
        for (JsonNode annotation : item.node().get("annotations")) {
            if (annotation.path("was_cancelled").asBoolean()) {
                continue;
            }
            RecordFile.Row row = task(file, item);
            JsonNode by = annotation.path("completed_by");
            put(row, KnownColumns.ANNOTATOR, by.has("email") ? by.get("email") : by.has("id") ? by.get("id") : by);
            List<JsonNode> choices = annotation.path("result").findValues("choices");
            if (choices.size() == 1) {
                put(row, KnownColumns.LABEL, choices.get(0));
            } else if (choices.size() > 1) {
                row.values().put(KnownColumns.LABEL, shorten(choices.toString()));
                row.lists().add(KnownColumns.LABEL);
            }
            rows.add(row);
        }
        if (rows.size() == before) {
            rows.add(task(file, item));
        }
    }

    private static RecordFile.Row task(Path file, Item item) {
        RecordFile.Row row = new RecordFile.Row(file, item.line());
        put(row, "", item.node().get("data"));
        return row;
    }

    private static void put(RecordFile.Row row, String column, JsonNode value) {
        if (value.isObject()) {
            String prefix = column.isEmpty() ? "" : column + ".";
            value.properties().forEach(field -> put(row, prefix + field.getKey(), field.getValue()));
        } else if (value.isArray() && value.size() == 1) {
            put(row, column, value.get(0));
        } else if (value.isArray() && !value.isEmpty()) {
            row.values().put(column, shorten(value.toString()));
            row.lists().add(column);
        } else {
            String text = CsvRecords.strip(value.asText());
            if (!value.isNull() && !text.isEmpty()) {
                row.values().put(column, text);
            }
        }
    }

    private static String shorten(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "..";
    }
}
