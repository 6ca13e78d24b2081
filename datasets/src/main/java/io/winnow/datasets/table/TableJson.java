package io.winnow.datasets.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads and writes tables as JSON: {@code {"id": .., "caption": .., "headers": [..], "rows": [[..], ..], "provenance": {..}}}. Only the rows are
 * required. A cell is a string, a number, true or false, or null for an empty cell.
 */
final class TableJson {
    private static final Set<String> KEYS = Set.of("id", "caption", "headers", "rows", "provenance");
    private static final int DIGITS = 16;

    private TableJson() {}

    /** Says what is wrong with a value, worded so that it can follow the name of its place. */
    static final class Problem extends Exception {
        private static final long serialVersionUID = 1;

        Problem(String message) {
            super(message);
        }
    }

    /** Returns a table as one line of JSON. */
    static String write(Table table) throws JsonProcessingException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", table.id());
        fields.put("caption", table.caption());
        fields.put("headers", table.headers());
        fields.put("rows", table.rows());
        fields.put("provenance", table.provenance());
        return new ObjectMapper().writeValueAsString(fields);
    }

    /**
     * Reads a table.
     *
     * @param id id for a table that has none; null for an id derived from the content, which is equal for tables with equal contents
     */
    static Table read(JsonNode node, String id) throws Problem {
        if (!node.isObject()) {
            throw new Problem("a table must be a JSON object, found " + kind(node));
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!KEYS.contains(field.getKey())) {
                throw new Problem("the key '" + field.getKey() + "' is not known; a table has the keys"
                        + " id, caption, headers, rows, provenance");
            }
        }
        String caption = text(node.path("caption"), "caption");
        List<String> headers = cells(node.path("headers"), "headers");
        if (!node.path("rows").isArray()) {
            throw new Problem("rows must be an array of arrays, found " + kind(node.path("rows")));
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode row : node.get("rows")) {
            if (!row.isArray()) {
                throw new Problem("row " + rows.size() + " must be an array of cells, found " + kind(row));
            }
            rows.add(cells(row, "row " + rows.size()));
        }
        Map<String, String> provenance = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : node.path("provenance").properties()) {
            provenance.put(field.getKey(), text(field.getValue(), field.getKey()));
        }
        String own = text(node.path("id"), "id");
        if (own.isBlank()) {
            own = id == null ? digest(new Table("none", caption, headers, rows)) : id;
        }
        return new Table(own, caption, headers, rows, provenance);
    }

    private static List<String> cells(JsonNode node, String what) throws Problem {
        if (!node.isArray() && !node.isMissingNode() && !node.isNull()) {
            throw new Problem(what + " must be an array of cells, found " + kind(node));
        }
        List<String> cells = new ArrayList<>();
        for (JsonNode cell : node) {
            cells.add(text(cell, "cell " + cells.size() + " of " + what));
        }
        return cells;
    }

    private static String text(JsonNode node, String what) throws Problem {
        if (node.isContainerNode()) {
            throw new Problem(what + " must be a string, found " + kind(node));
        }
        return node.isNull() ? "" : node.asText();
    }

    static String kind(JsonNode node) {
        return node.isMissingNode()
                ? "missing"
                : node.isContainerNode() ? "an " + node.getNodeType().name().toLowerCase(Locale.ROOT) : node.toString();
    }

    private static String digest(Table table) {
        Fingerprint digest = new Fingerprint();
        GradedPairs.addContent(digest, table);
        return "content-" + digest.hex().substring(0, DIGITS);
    }
}
