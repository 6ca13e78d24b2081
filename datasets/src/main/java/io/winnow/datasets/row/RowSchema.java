package io.winnow.datasets.row;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.text.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of a table that a model takes, with what the training rows fix about each, so that every later row is encoded like them. An
 * encoded row has three blocks, each in the order of the columns: the standardised numbers, then for each column of numbers that has an
 * indicator whether its value is missing (1 or 0), then the numbers of the categories. Texts are not part of it.
 *
 * @param columns the columns, at least one
 */
public record RowSchema(List<RowColumn> columns) {
    public RowSchema {
        columns = List.copyOf(columns);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("A schema needs at least one column.");
        }
    }

    /**
     * A schema, and what the user should know about how the columns are read.
     *
     * @param notes one sentence each, on columns that are left out and on those that were found to be texts
     */
    public record Fitted(RowSchema schema, List<String> notes) {
        public Fitted {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Detects the kinds of the columns and measures them, from the training rows alone. A column whose kind is not declared holds numbers if
     * every value that is not missing is a number; otherwise categories if it has at most 1,000 different values and each occurs in two rows
     * on average; otherwise texts. A column that has the same value in all training rows, or none, is left out.
     *
     * @param trainRows indices of the training rows
     * @param declared kinds of columns by name, which are not detected
     * @throws DataException if a declared column does not exist, a declared number is not one, or no column is left
     */
    public static Fitted fit(RowDataset rows, int[] trainRows, Map<String, ColumnKind> declared) throws DataException {
        return new SchemaFit(rows, trainRows, declared).fit();
    }

    /** The number of standardised numbers and of indicators of an encoded row. */
    public int numbers() {
        return numeric().stream().mapToInt(column -> column.indicator() ? 2 : 1).sum();
    }

    /** How many category numbers each categorical column has, in the order of the columns. */
    public List<Integer> categories() {
        return categorical().stream().map(RowColumn.Categorical::size).toList();
    }

    /** W, the length of an encoded row. */
    public int width() {
        return numbers() + categorical().size();
    }

    /** Whether there are columns of text. */
    public boolean hasTexts() {
        return columns.stream().anyMatch(RowColumn.Text.class::isInstance);
    }

    List<RowColumn.Numeric> numeric() {
        return of(RowColumn.Numeric.class);
    }

    List<RowColumn.Categorical> categorical() {
        return of(RowColumn.Categorical.class);
    }

    private <C extends RowColumn> List<C> of(Class<C> kind) {
        return columns.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /**
     * Encodes rows. A missing number becomes 0, which is the mean. A category that no training row has becomes the number of the unknown
     * category.
     *
     * @return (N, W)
     * @throws DataException if a column does not exist, or cells of a column of numbers are not numbers; the message has all columns and the
     *     first cells
     */
    public float[][] encode(RowDataset rows) throws DataException {
        RowCells cells = RowCells.of(this, rows);
        float[][] encoded = new float[rows.size()][width()];
        int value = 0;
        int indicator = numeric().size();
        for (RowColumn.Numeric column : numeric()) {
            double[] numbers = cells.numbers(column);
            for (int i = 0; i < encoded.length; i++) {
                boolean missing = Double.isNaN(numbers[i]);
                encoded[i][value] = missing ? 0 : (float) column.standardised(numbers[i]);
                if (column.indicator()) {
                    encoded[i][indicator] = missing ? 1 : 0;
                }
            }
            value++;
            indicator += column.indicator() ? 1 : 0;
        }
        int category = numbers();
        for (RowColumn.Categorical column : categorical()) {
            int[] levels = cells.levels(column);
            for (int i = 0; i < encoded.length; i++) {
                encoded[i][category] = levels[i];
            }
            category++;
        }
        cells.requireNumbers();
        return encoded;
    }

    /**
     * Says how many cells have categories that no training row has, and which; empty if there are none.
     *
     * @throws DataException if a column does not exist
     */
    public Optional<String> unknownCategories(RowDataset rows) throws DataException {
        RowCells cells = RowCells.of(this, rows);
        int count = 0;
        List<String> columns = new ArrayList<>();
        for (RowColumn.Categorical column : categorical()) {
            Map<String, Integer> unknown = cells.unknown(column);
            if (!unknown.isEmpty()) {
                int own = unknown.values().stream().mapToInt(each -> each).sum();
                count += own;
                columns.add(own + " of " + column.name() + " ("
                        + Shown.of(unknown.entrySet().stream()
                                .map(each -> "'" + Shown.printable(each.getKey()) + "' " + each.getValue())
                                .toList())
                        + ")");
            }
        }
        return columns.isEmpty()
                ? Optional.empty()
                : Optional.of(rows.name() + ": "
                        + Plural.of(count, "cell has a category", "cells have categories")
                        + " that no training row has, and " + (count == 1 ? "counts" : "count") + " as unknown: "
                        + String.join(", ", columns) + ".");
    }

    /**
     * Returns the numbers as they are and the numbers of the categories, as models of trees take them: first all columns of numbers, then all
     * of categories. Missing values and unknown categories are NaN.
     *
     * @return (N, numeric columns + categorical columns) in row-major order
     * @throws DataException as {@link #encode} does
     */
    public float[] unscaled(RowDataset rows) throws DataException {
        RowCells cells = RowCells.of(this, rows);
        int width = categoricalColumns().length;
        float[] all = new float[rows.size() * width];
        int at = 0;
        for (RowColumn.Numeric column : numeric()) {
            double[] numbers = cells.numbers(column);
            for (int i = 0; i < numbers.length; i++) {
                all[i * width + at] = (float) numbers[i];
            }
            at++;
        }
        for (RowColumn.Categorical column : categorical()) {
            int[] levels = cells.levels(column);
            for (int i = 0; i < levels.length; i++) {
                all[i * width + at] = levels[i] < column.unknown() ? levels[i] : Float.NaN;
            }
            at++;
        }
        cells.requireNumbers();
        return all;
    }

    /** Whether each column of {@link #unscaled} holds categories. */
    public boolean[] categoricalColumns() {
        boolean[] categorical = new boolean[numeric().size() + categorical().size()];
        Arrays.fill(categorical, numeric().size(), categorical.length, true);
        return categorical;
    }

    /**
     * Returns the text of each row, whose parts are the columns of text; empty where all of them are blank.
     *
     * @throws DataException if a column does not exist
     */
    public List<Optional<Text>> texts(RowDataset rows) throws DataException {
        RowCells cells = RowCells.of(this, rows);
        List<Optional<Text>> texts = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<String> parts = new ArrayList<>();
            for (RowColumn.Text column : of(RowColumn.Text.class)) {
                String cell = cells.cell(i, column);
                if (!cell.isBlank()) {
                    parts.add(cell);
                }
            }
            texts.add(parts.isEmpty() ? Optional.empty() : Optional.of(new Text(parts, false)));
        }
        return texts;
    }
}
