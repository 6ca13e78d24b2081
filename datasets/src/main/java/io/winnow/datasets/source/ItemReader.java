package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what the records say of an item besides its content and its labels: group, weight, part and fold. */
final class ItemReader {
    private final Metadata metadata;
    private final ItemColumns columns;
    private final Problems problems;
    private final Optional<Column> key;
    private final List<String> notes;
    private final List<Column> groups = new ArrayList<>();
    private final Optional<Column> weight;
    private final Optional<Column> split;
    private final Optional<Column> fold;

    /** Creates a reader. Columns that do not exist are added to the problems of the table. */
    ItemReader(Metadata metadata, ItemColumns columns, MetadataTable table, Problems problems) {
        this.metadata = metadata;
        this.columns = columns;
        this.problems = problems;
        Optional<String> absent =
                columns.key().filter(name -> metadata.partial().contains(name) && !table.has(name));
        key = columns.key().filter(name -> absent.isEmpty()).flatMap(name -> table.column(name, "key"));
        // A file that need not have it, such as one to predict, names items by their numbers.
        notes = absent.filter(name -> !table.isText())
                .map(table::unnamed)
                .map(List::of)
                .orElse(List.of());
        columns.group().forEach(name -> table.column(name, "group").ifPresent(groups::add));
        weight = columns.weight().flatMap(each -> table.column(each.column(), "weight"));
        split = columns.split().flatMap(name -> table.column(name, "split"));
        fold = columns.fold().flatMap(name -> table.column(name, "folds"));
        if (split.isPresent()
                && metadata.files().stream().anyMatch(file -> file.part().isPresent())) {
            problems.add(
                    "split: the files are parts of the data already, so a column cannot say the part as well. Leave split"
                            + " out, or give one file.");
        }
    }

    /** What was assumed, as sentences. */
    List<String> notes() {
        return notes;
    }

    Optional<Column> key() {
        return key;
    }

    /** All columns. */
    Set<Column> columns() {
        Set<Column> all = new LinkedHashSet<>(groups);
        key.ifPresent(all::add);
        weight.ifPresent(all::add);
        split.ifPresent(all::add);
        fold.ifPresent(all::add);
        return all;
    }

    /** Returns the values of the group columns of each record (N, G). */
    List<List<String>> groups(List<TableRow> rows) {
        List<List<String>> values = new ArrayList<>();
        boolean[] filled = new boolean[groups.size()];
        for (TableRow row : rows) {
            List<String> own = new ArrayList<>();
            for (int g = 0; g < groups.size(); g++) {
                own.add(cell(row, groups.get(g)));
                filled[g] |= !own.get(g).isEmpty();
            }
            values.add(own);
        }
        for (int g = 0; g < filled.length; g++) {
            if (!filled[g] && !rows.isEmpty()) {
                problems.add("group: the column " + groups.get(g).name() + " has no value in any record. Give another"
                        + " column, or leave group out.");
            }
        }
        return values;
    }

    /** Returns the weight of each record (N). */
    double[] weights(List<TableRow> rows) {
        double[] weights = new double[rows.size()];
        Arrays.fill(weights, 1);
        if (weight.isPresent()) {
            Map<String, Double> map = columns.weight().orElseThrow().map();
            for (int i = 0; i < weights.length; i++) {
                try {
                    weights[i] = weight(rows.get(i), weight.get(), map);
                } catch (DataException e) {
                    problems.add("weight", e);
                }
            }
        }
        return weights;
    }

    private static double weight(TableRow row, Column column, Map<String, Double> map) throws DataException {
        String cell = row.cell(column);
        CellNumbers numbers = row.numbers(column);
        if (map.isEmpty()) {
            if (!numbers.isNumber(cell) || numbers.parse(cell) < 0) {
                throw row.error(
                        column,
                        "is '" + cell + "'; a weight must be " + numbers.description() + " of at least 0. "
                                + numbers.advice(cell) + ", or map each value to its weight");
            }
            return numbers.parse(cell);
        }
        for (Map.Entry<String, Double> each : map.entrySet()) {
            if (cell.equals(each.getKey()) || numbers.isEqual(cell, each.getKey())) {
                return each.getValue();
            }
        }
        throw row.error(
                column,
                "is '" + cell + "', for which weight.map has no weight; it has "
                        + String.join(", ", map.keySet().stream().sorted().toList()) + ". Add the value to the map");
    }

    /** Returns the part of each record, which its file or a column says. */
    List<Optional<String>> parts(List<TableRow> rows) {
        return rows.stream()
                .map(row -> split.isPresent()
                        ? Optional.of(cell(row, split.get())).filter(part -> !part.isEmpty())
                        : metadata.files().get(row.file()).part())
                .toList();
    }

    /** Returns the fold of each record. */
    List<Optional<String>> folds(List<TableRow> rows) {
        return rows.stream()
                .map(row -> fold.map(column -> cell(row, column)).filter(each -> !each.isEmpty()))
                .toList();
    }

    /** The value of a cell; an empty text if it is blank or a mistake, which is collected. */
    String cell(TableRow row, Column column) {
        try {
            return row.cell(column);
        } catch (DataException e) {
            problems.add(column.name(), e);
            return "";
        }
    }
}
