package io.winnow.datasets.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.file.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Tables as JSON ({@link TableJson}): a {@code .jsonl} file has one table per line, a {@code .json} file one table or an array of tables.
 */
final class JsonTables {
    private static final int BEGINNING = 1 << 10;

    private JsonTables() {}

    /** Reads one table per line. A table without an id is called {@code FILE#LINE}. */
    static TableCursor lines(Path file, String id, ReadOptions options) throws IOException {
        if (startsArray(file)) {
            return whole(file, id, options);
        }
        BufferedReader reader = TextFile.open(file, Optional.empty());
        return new TableCursor() {
            private long line;

            @Override
            public Table next() throws IOException {
                while (true) {
                    line++;
                    String place = file + ", line " + line;
                    String text;
                    try {
                        text = TextFiles.line(reader, options.maxFileBytes());
                    } catch (UnreadableTableException e) {
                        throw new UnreadableTableException(place, e.reason(), e);
                    }
                    if (text == null) {
                        return null;
                    }
                    if (!text.isBlank()) {
                        return table(text, place, id + "#" + line);
                    }
                }
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    /** Whether the file is an array of tables, even though its name promises one table per line. */
    private static boolean startsArray(Path file) throws IOException {
        try (BufferedReader reader = TextFile.open(file, Optional.empty())) {
            char[] start = new char[BEGINNING];
            return JsonValues.isArray(new String(start, 0, Math.max(0, reader.read(start))));
        }
    }

    /** Reads a whole file, which is an array of tables or a sequence of tables. A table without an id is called {@code FILE#NUMBER}. */
    static TableCursor whole(Path file, String id, ReadOptions options) throws IOException {
        List<JsonValues.Value> values;
        try {
            values = JsonValues.of(TextFile.decode(TextFiles.whole(file, options), Optional.empty()));
        } catch (JsonProcessingException e) {
            throw new UnreadableTableException(TableJson.place(file, e), TableJson.reason(e), e);
        }
        if (values.isEmpty()) {
            throw new UnreadableTableException(file.toString(), "contains no table");
        }
        boolean alone = values.size() == 1 && !values.get(0).inArray();
        return new TableCursor() {
            private int number;

            @Override
            public Table next() throws IOException {
                if (number == values.size()) {
                    return null;
                }
                number++;
                JsonValues.Value value = values.get(number - 1);
                return table(
                        value.node(),
                        file + ", table " + number + " (line " + value.line() + ")",
                        alone ? id : id + "#" + number);
            }
        };
    }

    private static Table table(String text, String place, String id) throws IOException {
        try {
            return table(JsonValues.MAPPER.readTree(text), place, id);
        } catch (JsonProcessingException e) {
            throw new UnreadableTableException(place, TableJson.reason(e), e);
        }
    }

    private static Table table(JsonNode node, String place, String id) throws UnreadableTableException {
        try {
            return TableJson.read(node, id);
        } catch (TableJson.Problem e) {
            throw new UnreadableTableException(place, e.getMessage(), e);
        }
    }
}
