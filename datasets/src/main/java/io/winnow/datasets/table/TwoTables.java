package io.winnow.datasets.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

/** Two tables to compare. */
public record TwoTables(Table a, Table b) {
    /**
     * Parses {@code {"a": table, "b": table}}; other keys are ignored. A table without an id gets one that is derived from its content.
     *
     * @param where name of the source in error messages
     * @throws UnreadableTableException if the text cannot be parsed; the message says why
     */
    public static TwoTables parse(String where, String json) throws UnreadableTableException {
        try {
            JsonNode node = JsonValues.MAPPER.readTree(json);
            return new TwoTables(side(node, "a"), side(node, "b"));
        } catch (JsonProcessingException e) {
            throw new UnreadableTableException(where, TableJson.reason(e), e);
        } catch (TableJson.Problem e) {
            throw new UnreadableTableException(where, e.getMessage(), e);
        }
    }

    private static Table side(JsonNode node, String key) throws TableJson.Problem {
        if (!node.path(key).isObject()) {
            throw new TableJson.Problem("a pair must have the form {\"a\": a table, \"b\": a table}; " + key + " is "
                    + TableJson.kind(node.path(key)));
        }
        return TableJson.read(node.get(key), null);
    }
}
