package io.winnow.datasets.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Tables as JSON: {@code {"id": .., "caption": .., "headers": [..], "rows": [[..], ..], "provenance": {..}}}. All but the rows may be left
 * out. A cell is a text, a number, true or false, or null for an empty one.
 */
final class TableJson {
    private static final Set<String> KEYS = Set.of("id", "caption", "headers", "rows", "provenance");
    private static final int DIGITS = 16;

    private TableJson() {}

    /** What is wrong with a value, said so that it can follow the name of its place. */
    static final class Problem extends Exception {
        private static final long serialVersionUID = 1;

        Problem(String message) {
            super(message);
        }
    }

    /**
     * Reads a table.
     *
     * @param id for one that has none; null for an id made of what it says, the same for tables that say the same
     */
    static Table read(JsonNode node, String id) throws Problem {
        if (!node.isObject()) {
            throw new Problem("a table is a JSON object, not " + kind(node));
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!KEYS.contains(field.getKey())) {
                throw new Problem(
                        "a table has no '" + field.getKey() + "'; it has id, caption, headers, rows, provenance");
            }
        }
        String caption = text(node.path("caption"), "caption");
        List<String> headers = cells(node.path("headers"), "headers");
        if (!node.path("rows").isArray()) {
            throw new Problem("rows is an array of arrays, not " + kind(node.path("rows")));
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode row : node.get("rows")) {
            if (!row.isArray()) {
                throw new Problem("row " + rows.size() + " is an array of cells, not " + kind(row));
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
            throw new Problem(what + " is an array of cells, not " + kind(node));
        }
        List<String> cells = new ArrayList<>();
        for (JsonNode cell : node) {
            cells.add(text(cell, "cell " + cells.size() + " of " + what));
        }
        return cells;
    }

    private static String text(JsonNode node, String what) throws Problem {
        if (node.isContainerNode()) {
            throw new Problem(what + " is a text, not " + kind(node));
        }
        return node.isNull() ? "" : node.asText();
    }

    static String kind(JsonNode node) {
        return node.isMissingNode()
                ? "missing"
                : node.isContainerNode() ? "an " + node.getNodeType().name().toLowerCase(Locale.ROOT) : node.toString();
    }

    /** What the parser says, without its notes on sources. */
    static String reason(JsonProcessingException e) {
        return "is not JSON: " + e.getOriginalMessage().replaceAll(" \\(start marker at [^)]*\\)[^)]*\\)", "");
    }

    private static String digest(Table table) {
        Fingerprint digest = new Fingerprint();
        GradedPairs.addContent(digest, table);
        return "content-" + digest.hex().substring(0, DIGITS);
    }
}
