package io.winnow.datasets.row;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.label.ClassNames;
import io.winnow.datasets.source.Decimal;
import io.winnow.datasets.source.NumberDoubt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Detects the kinds of the columns of a table and measures them, see {@link RowSchema#fit}. */
final class SchemaFit {
    /** The largest number of categories of a column whose kind is not declared. */
    static final int MOST_CATEGORIES = 1000;

    /** The smallest average number of rows of a category of a column whose kind is not declared. */
    private static final int ROWS_PER_CATEGORY = 2;

    private final RowDataset rows;
    private final Decimal decimal;
    private final int[] trainRows;
    private final Map<String, ColumnKind> declared;
    private final List<String> notes = new ArrayList<>();
    private final List<String> mistakes = new ArrayList<>();

    SchemaFit(RowDataset rows, int[] trainRows, Map<String, ColumnKind> declared) {
        this.rows = rows;
        decimal = rows.values().decimal();
        this.trainRows = trainRows;
        this.declared = declared;
    }

    RowSchema.Fitted fit() throws DataException {
        List<String> names = rows.values().columns();
        List<String> absent = declared.keySet().stream()
                .filter(name -> !names.contains(name))
                .sorted()
                .toList();
        if (!absent.isEmpty()) {
            throw new DataException(rows.name() + " has no column " + Shown.of(absent)
                    + ", whose kind is declared" + RowCells.nearest(absent.get(0), rows)
                    + ". Correct the name, or leave the declaration out.");
        }
        List<RowColumn> columns = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (int c = 0; c < names.size(); c++) {
            Optional<RowColumn> column = column(names.get(c), c);
            column.ifPresent(columns::add);
            if (column.isEmpty()) {
                leftOut.add(names.get(c));
            }
        }
        if (!leftOut.isEmpty()) {
            notes.add(
                    0,
                    "Left out, because all training rows of " + rows.name() + " have the same value or none: "
                            + Shown.of(leftOut) + ".");
        }
        if (!mistakes.isEmpty()) {
            throw RowCells.notNumbers(rows, mistakes);
        }
        if (columns.isEmpty()) {
            throw new DataException(rows.name() + " has no column to learn from: "
                    + (names.isEmpty()
                            ? "it has no columns of values"
                            : "all rows have the same values in " + Shown.of(names))
                    + ". Choose other columns to learn from.");
        }
        return new RowSchema.Fitted(new RowSchema(columns), notes);
    }

    /** Measures a column; empty if it has the same value in all training rows. */
    private Optional<RowColumn> column(String name, int index) {
        List<String> cells = Arrays.stream(trainRows)
                .mapToObj(i -> rows.values().cells().get(i).get(index))
                .toList();
        Set<String> distinct = new LinkedHashSet<>(cells);
        if (distinct.size() < 2) {
            return Optional.empty();
        }
        List<String> filled = cells.stream().filter(cell -> !cell.isEmpty()).toList();
        distinct.remove("");
        ColumnKind kind = declared.containsKey(name) ? declared.get(name) : detected(name, filled, distinct);
        return Optional.of(
                switch (kind) {
                    case NUMBER, LOG_NUMBER -> numeric(name, cells, kind == ColumnKind.LOG_NUMBER);
                    case CATEGORY -> new RowColumn.Categorical(name, ClassNames.sorted(distinct));
                    case TEXT -> new RowColumn.Text(name);
                });
    }

    private ColumnKind detected(String name, List<String> filled, Set<String> distinct) {
        if (distinct.stream().allMatch(cell -> RowCells.isNumber(cell, decimal))) {
            return ColumnKind.NUMBER;
        }
        Optional<String> doubt = NumberDoubt.of(name, filled, decimal);
        doubt.ifPresent(why -> notes.add(rows.name() + ": " + why + "."));
        if (distinct.size() <= MOST_CATEGORIES && distinct.size() * ROWS_PER_CATEGORY <= filled.size()) {
            return ColumnKind.CATEGORY;
        }
        if (doubt.isPresent()) {
            return ColumnKind.TEXT;
        }
        boolean words = distinct.stream().anyMatch(cell -> cell.strip().contains(" "));
        notes.add("The column " + name + " of " + rows.name() + " has " + distinct.size() + " different values in "
                + filled.size() + " training rows, so it is read as text"
                + (words
                        ? ". Declare it as a category under data.kinds if the values are names or codes."
                        : ", although no value has several words. If it only identifies the rows, name the other columns"
                                + " under data.columns; if the values are codes, declare it as a category under"
                                + " data.kinds."));
        return ColumnKind.TEXT;
    }

    /** Mean and std are of the rows in which the value is not missing; the std is that of the population, divided by their number. */
    private RowColumn numeric(String name, List<String> cells, boolean log) {
        double[] numbers = new double[cells.size()];
        int count = 0;
        boolean missing = false;
        for (int i = 0; i < numbers.length; i++) {
            String cell = cells.get(i);
            if (cell.isEmpty()) {
                missing = true;
            } else if (RowCells.isNumber(cell, decimal)) {
                double number = decimal.parse(cell);
                numbers[count++] = log ? RowColumn.Numeric.logarithm(number) : number;
            } else {
                mistakes.add(name + " of " + rows.key(trainRows[i]) + " is '" + Shown.printable(cell) + "'");
            }
        }
        double[] known = Arrays.copyOf(numbers, count);
        double mean = Arrays.stream(known).average().orElse(0);
        double variance = Arrays.stream(known)
                .map(number -> (number - mean) * (number - mean))
                .average()
                .orElse(0);
        boolean equal = Arrays.stream(known).distinct().count() < 2; // the variance may be above 0 by rounding
        return new RowColumn.Numeric(name, mean, equal ? 1 : Math.sqrt(variance), log, missing);
    }
}
