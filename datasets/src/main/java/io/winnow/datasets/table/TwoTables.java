package io.winnow.datasets.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;

/** Two tables to compare. */
public record TwoTables(Table a, Table b) {
    /**
     * Reads pairs {@code {"a": table, "b": table}} from JSON lines or from a JSON array; other keys are ignored. A table without an id gets
     * one that is derived from its content.
     */
    public static Cursor<TwoTables> open(Path file) throws IOException {
        Cursor<JsonValues.Value> values = JsonValues.open(file, ReadOptions.DEFAULT.maxFileBytes());
        return new Cursor<>() {
            @Override
            public TwoTables next() throws IOException {
                JsonValues.Value value = values.next();
                try {
                    return value == null ? null : new TwoTables(side(value.node(), "a"), side(value.node(), "b"));
                } catch (TableJson.Problem e) {
                    throw new UnreadableTableException(file + ", line " + value.line(), e.getMessage(), e);
                }
            }

            @Override
            public void close() throws IOException {
                values.close();
            }
        };
    }

    private static Table side(JsonNode node, String key) throws TableJson.Problem {
        if (!node.path(key).isObject()) {
            throw new TableJson.Problem("a pair must have the form {\"a\": a table, \"b\": a table}; " + key + " is "
                    + TableJson.kind(node.path(key)));
        }
        return TableJson.read(node.get(key), null);
    }
}
