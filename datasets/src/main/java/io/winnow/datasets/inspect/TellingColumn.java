package io.winnow.datasets.inspect;

import io.winnow.datasets.source.Decimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A column whose value alone nearly gives the label of a row. Often it is known only after the label is, so that a model which learns from it
 * is right in every test and useless afterwards.
 *
 * @param column name of the column
 * @param classes how well it tells classes; empty if the label is a number
 */
public record TellingColumn(String column, Optional<OfClasses> classes) {
    /** A value that tells the class of this share of the rows is suspicious. */
    private static final double TELLING = 0.99;

    /** A column with more different values than this share of the rows tells rows apart, not classes. */
    private static final double REPEATING = 0.1;

    /** A column that correlates with the numbers more than this, or less than minus this, says the same. */
    private static final double CORRELATED = 0.999;

    private static final int FEWEST_NUMBERS = 10;

    /**
     * How well a column tells classes.
     *
     * @param told share of the rows that have the most frequent class of their value
     * @param majority share of the rows that have the most frequent class of all
     */
    public record OfClasses(double told, double majority) {}

    /**
     * Returns whether a column tells the class of nearly all rows, although the largest class is not that large.
     *
     * @param cells the values (N)
     * @param classes the class of each row, or a negative number if it is not known (N)
     */
    public static Optional<TellingColumn> ofClasses(String column, List<String> cells, int[] classes) {
        int[] labelled =
                IntStream.range(0, classes.length).filter(i -> classes[i] >= 0).toArray();
        long distinct =
                cells.stream().filter(cell -> !cell.isEmpty()).distinct().count();
        if (labelled.length == 0 || distinct < 2 || distinct > REPEATING * labelled.length) {
            return Optional.empty();
        }
        Map<String, Map<Integer, Integer>> byValue = new HashMap<>();
        Map<Integer, Integer> all = new HashMap<>();
        for (int i : labelled) {
            byValue.computeIfAbsent(cells.get(i), each -> new HashMap<>()).merge(classes[i], 1, Integer::sum);
            all.merge(classes[i], 1, Integer::sum);
        }
        double told = byValue.values().stream().mapToInt(TellingColumn::largest).sum() / (double) labelled.length;
        double majority = largest(all) / (double) labelled.length;
        return told < TELLING || majority >= TELLING
                ? Optional.empty()
                : Optional.of(new TellingColumn(column, Optional.of(new OfClasses(told, majority))));
    }

    /**
     * Returns whether a column is a linear function of the numbers that are to be predicted, up to rounding.
     *
     * @param cells the values (N)
     * @param decimal how they write numbers
     * @param numbers the number of each row, or NaN if it is not known (N)
     */
    public static Optional<TellingColumn> ofNumbers(
            String column, List<String> cells, Decimal decimal, double[] numbers) {
        int[] both = IntStream.range(0, numbers.length)
                .filter(i -> !Double.isNaN(numbers[i]) && decimal.isNumber(cells.get(i)))
                .toArray();
        if (both.length < FEWEST_NUMBERS) {
            return Optional.empty();
        }
        double[] x =
                IntStream.of(both).mapToDouble(i -> decimal.parse(cells.get(i))).toArray();
        double[] y = IntStream.of(both).mapToDouble(i -> numbers[i]).toArray();
        double correlation = covariance(x, y) / Math.sqrt(covariance(x, x) * covariance(y, y));
        return Math.abs(correlation) > CORRELATED
                ? Optional.of(new TellingColumn(column, Optional.empty()))
                : Optional.empty();
    }

    /** What is suspicious, as a sentence. */
    public String sentence() {
        return "The column " + column + " alone "
                + classes.map(each -> "tells the class of " + NumberText.percent(each.told())
                                + " of the rows; the largest class has " + NumberText.percent(each.majority()) + ".")
                        .orElse("tells the number: their correlation is above " + CORRELATED + " or below -"
                                + CORRELATED + ".");
    }

    private static double covariance(double[] x, double[] y) {
        double ofX =
                IntStream.range(0, x.length).mapToDouble(i -> x[i]).average().orElse(0);
        double ofY =
                IntStream.range(0, y.length).mapToDouble(i -> y[i]).average().orElse(0);
        return IntStream.range(0, x.length)
                .mapToDouble(i -> (x[i] - ofX) * (y[i] - ofY))
                .sum();
    }

    private static int largest(Map<Integer, Integer> counts) {
        return counts.values().stream().mapToInt(each -> each).max().orElse(0);
    }
}
