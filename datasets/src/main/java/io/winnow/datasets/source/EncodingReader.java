package io.winnow.datasets.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.DataException;
import io.winnow.datasets.file.Literal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the cells of a label as statements, whatever their {@link Encoding} is. */
final class EncodingReader {
    private final Encoding encoding;
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private boolean found = true;

    /**
     * Creates a reader. Columns that do not exist are added to the problems of the table.
     *
     * @param role the label, for messages
     */
    EncodingReader(Encoding encoding, MetadataTable table, String role) {
        this.encoding = encoding;
        if (encoding instanceof Encoding.Columns several) {
            columns.putAll(table.columns(several.columns(), role));
            found = !columns.isEmpty();
            return;
        }
        for (String name : names(encoding)) {
            Optional<Column> column = table.column(name, role);
            column.ifPresent(each -> columns.put(name, each));
            found &= column.isPresent();
        }
    }

    /** The columns that an encoding names, without those of {@link Encoding.Columns}. */
    static Set<String> names(Encoding encoding) {
        Set<String> names = new LinkedHashSet<>();
        if (encoding instanceof Encoding.Plain plain) {
            names.add(plain.column());
        } else if (encoding instanceof Encoding.Separated separated) {
            names.add(separated.column());
        } else if (encoding instanceof Encoding.Listed listed) {
            names.add(listed.column());
        } else if (encoding instanceof Encoding.Parallel parallel) {
            names.add(parallel.names());
            names.add(parallel.confidences());
        } else if (encoding instanceof Encoding.Rows rows) {
            names.add(rows.column());
            rows.said().ifPresent(names::add);
            rows.annotator().ifPresent(names::add);
        }
        return names;
    }

    /** Whether all columns exist. */
    boolean isComplete() {
        return found;
    }

    /** The columns by what they stand for. */
    Map<String, Column> columns() {
        return columns;
    }

    /**
     * Returns what the records of an item say; nothing if the cell is blank, which differs from an empty list.
     *
     * @throws DataException if the cell is not written as it should be
     */
    Optional<List<Statement>> read(List<TableRow> item) throws DataException {
        if (encoding instanceof Encoding.Rows rows) {
            return Optional.of(rows(item, rows));
        }
        TableRow row = item.get(0);
        if (encoding instanceof Encoding.Columns) {
            List<Statement> said = new ArrayList<>();
            for (Map.Entry<String, Column> each : columns.entrySet()) {
                Column column = each.getValue();
                said.add(new Statement(
                        each.getKey(), Optional.of(row.cell(column)), "", row, column, row.numbers(column)));
            }
            return Optional.of(said);
        }
        if (encoding instanceof Encoding.Parallel parallel) {
            return parallel(row, columns.get(parallel.names()), columns.get(parallel.confidences()));
        }
        Column column = columns.values().iterator().next();
        String cell = row.cell(column);
        if (cell.isEmpty()) {
            return Optional.empty();
        }
        boolean jsonList = row.isJson(column) && (cell.startsWith("[") || cell.startsWith("{"));
        if (jsonList || encoding instanceof Encoding.Listed) {
            return Optional.of(literal(row, column, parse(row, column, cell)));
        }
        List<Statement> said = new ArrayList<>();
        List<String> names = encoding instanceof Encoding.Separated separated
                ? List.of(cell.split(Pattern.quote(separated.separator())))
                : List.of(cell);
        for (String name : names) {
            if (!row.table().isMissing(name.strip())) {
                said.add(new Statement(name.strip(), Optional.empty(), "", row, column, row.numbers(column)));
            }
        }
        return Optional.of(said);
    }

    private List<Statement> rows(List<TableRow> item, Encoding.Rows rows) throws DataException {
        List<Statement> said = new ArrayList<>();
        Column column = columns.get(rows.column());
        for (TableRow row : item) {
            String cell = row.cell(column);
            if (cell.isEmpty()) {
                continue;
            }
            Optional<Column> own = rows.said().map(columns::get);
            Optional<String> value = own.isPresent() ? Optional.of(row.cell(own.get())) : Optional.empty();
            String annotator = rows.annotator().isPresent()
                    ? row.cell(columns.get(rows.annotator().get()))
                    : "";
            if (annotator.isEmpty() && rows.annotator().isPresent()) {
                throw row.error(columns.get(rows.annotator().get()), "is blank, but an annotator must be named");
            }
            said.add(new Statement(cell, value, annotator, row, column, row.numbers(own.orElse(column))));
        }
        return said;
    }

    private static JsonNode parse(TableRow row, Column column, String cell) throws DataException {
        try {
            return Literal.parse(cell);
        } catch (DataException e) {
            throw row.error(column, e.getMessage());
        }
    }

    private static List<Statement> literal(TableRow row, Column column, JsonNode node) throws DataException {
        List<Statement> said = new ArrayList<>();
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                String value = scalar(row, column, field.getValue());
                said.add(new Statement(field.getKey(), Optional.of(value), "", row, column, CellNumbers.POINT));
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                if (node.get(i).isArray()) {
                    for (JsonNode each : node.get(i)) {
                        add(said, row, column, each, Integer.toString(i + 1));
                    }
                } else {
                    add(said, row, column, node.get(i), "");
                }
            }
        } else {
            add(said, row, column, node, "");
        }
        return said;
    }

    private static void add(List<Statement> said, TableRow row, Column column, JsonNode node, String annotator)
            throws DataException {
        String name = scalar(row, column, node);
        if (!name.isEmpty()) {
            said.add(new Statement(name, Optional.empty(), annotator, row, column, CellNumbers.POINT));
        }
    }

    /** Returns a text or a number as text; an empty text for null and values that mean that nothing is known. */
    private static String scalar(TableRow row, Column column, JsonNode node) throws DataException {
        if (!node.isValueNode()) {
            throw row.error(column, "must be a list or dictionary of texts or numbers, found " + node + " in it");
        }
        String text = node.isNull() ? "" : node.asText().strip();
        return row.table().isMissing(text) ? "" : text;
    }

    private static Optional<List<Statement>> parallel(TableRow row, Column names, Column confidences)
            throws DataException {
        String nameCell = row.cell(names);
        String confidenceCell = row.cell(confidences);
        if (nameCell.isEmpty() && confidenceCell.isEmpty()) {
            return Optional.empty();
        }
        List<Statement> said = literal(row, names, parse(row, names, nameCell.isEmpty() ? "[]" : nameCell));
        List<Statement> sure =
                literal(row, confidences, parse(row, confidences, confidenceCell.isEmpty() ? "[]" : confidenceCell));
        if (said.size() != sure.size()) {
            throw row.error(
                    names,
                    "has " + said.size() + " names, but " + confidences.name() + " has " + sure.size()
                            + " confidences; each name needs one");
        }
        List<Statement> both = new ArrayList<>();
        for (int i = 0; i < said.size(); i++) {
            Statement name = said.get(i);
            if (!name.annotator().equals(sure.get(i).annotator())) {
                throw row.error(
                        names,
                        "and " + confidences.name() + " have different numbers of values for the annotator "
                                + name.annotator());
            }
            both.add(new Statement(
                    name.name(),
                    Optional.of(sure.get(i).name()),
                    name.annotator(),
                    row,
                    confidences,
                    CellNumbers.POINT));
        }
        return Optional.of(both);
    }
}
