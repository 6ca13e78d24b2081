package io.winnow.datasets.row;

import io.winnow.datasets.DataException;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.source.Decimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The cells of a table by the columns of a schema. It collects the cells that should be numbers and are not. */
final class RowCells {
    private final RowDataset rows;
    private final Map<String, Integer> places;
    private final List<String> mistakes = new ArrayList<>();

    private RowCells(RowDataset rows, Map<String, Integer> places) {
        this.rows = rows;
        this.places = places;
    }

    /**
     * Finds the columns of a schema.
     *
     * @throws DataException if columns do not exist; the message has all of them
     */
    static RowCells of(RowSchema schema, RowDataset rows) throws DataException {
        Map<String, Integer> places = places(rows);
        List<String> absent = schema.columns().stream()
                .map(RowColumn::name)
                .filter(name -> !places.containsKey(name))
                .toList();
        if (!absent.isEmpty()) {
            throw new DataException(rows.name() + " lacks " + Plural.of(absent.size(), "column that", "columns that")
                    + " the model was trained with: " + Shown.of(absent) + nearest(absent.get(0), rows)
                    + ". Add " + (absent.size() == 1 ? "it" : "them")
                    + "; a value that is not known may be blank.");
        }
        return new RowCells(rows, places);
    }

    /** Returns the index of each column by its name. */
    static Map<String, Integer> places(RowDataset rows) {
        Map<String, Integer> places = new HashMap<>();
        for (String column : rows.values().columns()) {
            places.put(column, places.size());
        }
        return places;
    }

    /** Returns the columns of a table and the nearest one to a name, as the continuation of a sentence. */
    static String nearest(String name, RowDataset rows) {
        List<String> columns = rows.values().columns();
        return " (it has " + Shown.of(columns)
                + EditDistance.nearest(name, columns)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("")
                + ")";
    }

    /** Whether a cell is a number that fits single precision. */
    static boolean isNumber(String cell, Decimal decimal) {
        return decimal.isNumber(cell) && Math.abs(decimal.parse(cell)) <= Float.MAX_VALUE;
    }

    String cell(int row, RowColumn column) {
        return rows.values().cells().get(row).get(places.get(column.name()));
    }

    /** Returns the numbers of a column (N); NaN where they are missing, and where the cell is not a number, which is collected. */
    double[] numbers(RowColumn.Numeric column) {
        double[] numbers = new double[rows.size()];
        Decimal decimal = rows.values().decimal();
        for (int i = 0; i < numbers.length; i++) {
            String cell = cell(i, column);
            numbers[i] = Double.NaN;
            if (isNumber(cell, decimal)) {
                numbers[i] = decimal.parse(cell);
            } else if (!cell.isEmpty()) {
                mistakes.add(column.name() + " of " + rows.key(i) + " is '" + Shown.printable(cell) + "'");
            }
        }
        return numbers;
    }

    /** Returns the categories of a column that no training row has, from the most frequent one on, with the numbers of their cells. */
    Map<String, Integer> unknown(RowColumn.Categorical column) {
        int[] levels = levels(column);
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < levels.length; i++) {
            if (levels[i] == column.unknown()) {
                counts.merge(cell(i, column), 1, Integer::sum);
            }
        }
        Map<String, Integer> ordered = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(each -> ordered.put(each.getKey(), each.getValue()));
        return ordered;
    }

    /** Returns the numbers of the categories of a column (N). The code 1.0 is the same as 1, since pandas writes codes so beside missing ones. */
    int[] levels(RowColumn.Categorical column) {
        Map<String, Integer> numbers = new HashMap<>();
        for (String level : column.levels()) {
            numbers.put(level, numbers.size());
        }
        Map<String, Integer> codes = new HashMap<>();
        numbers.forEach((level, number) -> codes.putIfAbsent(GivenNames.whole(level), number));
        int[] levels = new int[rows.size()];
        for (int i = 0; i < levels.length; i++) {
            String cell = cell(i, column);
            levels[i] = cell.isEmpty()
                    ? column.missing()
                    : Optional.ofNullable(numbers.get(cell))
                            .orElseGet(() -> codes.getOrDefault(GivenNames.whole(cell), column.unknown()));
        }
        return levels;
    }

    /** @throws DataException if cells were not numbers; the message has the first of them */
    void requireNumbers() throws DataException {
        if (!mistakes.isEmpty()) {
            throw notNumbers(rows, mistakes);
        }
    }

    static DataException notNumbers(RowDataset rows, List<String> mistakes) {
        return new DataException(rows.name() + " has "
                + Plural.of(
                        mistakes.size(),
                        "cell that is not a number in a column",
                        "cells that are not numbers in columns")
                + " of numbers: " + Shown.of(mistakes)
                + ". Correct them. Numbers have a decimal "
                + (rows.values().decimal() == Decimal.POINT
                        ? "point, or a comma with data.decimal: comma"
                        : "comma here, as data.decimal says")
                + ". A blank cell means that a value is not known, and so do the values in data.missing.");
    }
}
