package io.winnow.datasets.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Tables as JSON ({@link TableJson}): a {@code .jsonl} file has one table per line, a {@code .json} file one table or an array of tables.
 */
final class JsonTables {
    private JsonTables() {}

    /** Reads one table per line, or the tables of an array. A table without an id is called {@code FILE#LINE}. */
    static Cursor<Table> lines(Path file, String id, ReadOptions options) throws IOException {
        if (JsonValues.startsArray(file)) {
            return whole(file, id, options);
        }
        Cursor<JsonValues.Value> values = JsonValues.lines(file, options.maxFileBytes());
        return new Cursor<>() {
            @Override
            public Table next() throws IOException {
                JsonValues.Value value = values.next();
                return value == null
                        ? null
                        : table(value.node(), file + ", line " + value.line(), id + "#" + value.line());
            }

            @Override
            public void close() throws IOException {
                values.close();
            }
        };
    }

    /** Reads a whole file, which is an array of tables or a sequence of tables. A table without an id is called {@code FILE#NUMBER}. */
    static Cursor<Table> whole(Path file, String id, ReadOptions options) throws IOException {
        List<JsonValues.Value> values = JsonValues.whole(file, options.maxFileBytes());
        if (values.isEmpty()) {
            throw new UnreadableTableException(file.toString(), "contains no table");
        }
        boolean alone = values.size() == 1 && !values.get(0).inArray();
        return new Cursor<>() {
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

    private static Table table(JsonNode node, String place, String id) throws UnreadableTableException {
        try {
            return TableJson.read(node, id);
        } catch (TableJson.Problem e) {
            throw new UnreadableTableException(place, e.getMessage(), e);
        }
    }
}
