package io.winnow.datasets.inspect;

import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.numeric.ChiSquare;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tests whether answers to the question which class an example does not have exclude all other classes equally often, as most losses assume.
 * Where they do not, such a loss takes classes that are rarely excluded for the true ones, while its value falls. If several answers exclude
 * classes of an example, the first one counts, since they are not independent.
 *
 * @param answers number of answers that count
 * @param shares share of the answers that exclude each class (K)
 * @param impliedShares the share of each class among the examples (K), if all other classes were excluded equally often: {@code 1 - (K - 1)
 *     shares}. No share is negative, so a clearly negative one shows that they are not
 * @param impossible classes whose implied share is negative beyond chance, at a level of 0.001 for all classes together
 * @param evenP probability of shares that differ as much or more, if all other classes were excluded equally often and all classes had equally
 *     many examples (chi-square test)
 * @param trusted number of trusted examples whose first answer counts
 * @param wrong number of those whose answer excludes the true class
 * @param trustedP probability of answers for trusted examples that differ as much or more within the classes, if all other classes were excluded
 *     equally often (chi-square test); NaN if there are too few
 */
@SuppressWarnings("ArrayRecordComponent") // columns of a report; never compared
public record ExclusionCheck(
        int answers,
        double[] shares,
        double[] impliedShares,
        List<String> impossible,
        double evenP,
        int trusted,
        int wrong,
        double trustedP) {
    private static final double LEVEL = 0.001;

    /** Tests labels. */
    public static ExclusionCheck of(ExcludedLabels labels) {
        int classes = labels.classCount();
        double[] counts = new double[classes];
        double[][] table = new double[classes][classes];
        int answers = 0;
        int trusted = 0;
        int wrong = 0;
        for (int i = 0; i < labels.size(); i++) {
            if (labels.excluded()[i].length == 0) {
                continue;
            }
            int first = labels.excluded()[i][0];
            counts[first]++;
            answers++;
            int truth = labels.trusted()[i];
            if (truth != GivenNames.NONE) {
                table[truth][first]++;
                trusted++;
                wrong += truth == first ? 1 : 0;
            }
        }
        double all = Math.max(1, answers);
        double[] shares = Arrays.stream(counts).map(count -> count / all).toArray();
        double[] implied =
                Arrays.stream(shares).map(share -> 1 - (classes - 1) * share).toArray();
        List<String> impossible = new ArrayList<>();
        for (int k = 0; k < classes; k++) {
            double deviation = (classes - 1) * Math.sqrt(shares[k] * (1 - shares[k]) / all);
            boolean far = implied[k] < 0
                    && deviation > 0
                    && ChiSquare.tail(Math.pow(implied[k] / deviation, 2), 1) / 2 < LEVEL / classes;
            if (far) {
                impossible.add(labels.classNames().get(k));
            }
        }
        return new ExclusionCheck(
                answers,
                shares,
                implied,
                impossible,
                tail(new double[][] {counts}, -1),
                trusted,
                wrong,
                tail(table, 0));
    }

    /**
     * The chi-square test of equal counts in each row.
     *
     * @param diagonal 0 if the diagonal is left out; -1 if all columns count
     */
    private static double tail(double[][] table, int diagonal) {
        double statistic = 0;
        int degrees = 0;
        double cells = 0;
        double total = 0;
        for (int k = 0; k < table.length; k++) {
            int own = diagonal < 0 ? -1 : k;
            double sum = Arrays.stream(table[k]).sum() - (own < 0 ? 0 : table[k][own]);
            int columns = table[k].length - (own < 0 ? 0 : 1);
            if (sum == 0 || columns < 2) {
                continue;
            }
            double expected = sum / columns;
            for (int j = 0; j < table[k].length; j++) {
                statistic += j == own ? 0 : Math.pow(table[k][j] - expected, 2) / expected;
            }
            degrees += columns - 1;
            cells += columns;
            total += sum;
        }
        // The distribution is only approximate where fewer than about one answer is expected in a cell.
        return degrees == 0 || total < cells ? Double.NaN : ChiSquare.tail(statistic, degrees);
    }

    /** Returns what speaks against equally frequent exclusion, and what to do, in whole sentences; empty if nothing does. */
    public Optional<String> warning() {
        List<String> problems = problems();
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of("the other classes are not excluded equally often, as most losses assume: "
                        + String.join("; ", problems) + ". " + advice() + ".");
    }

    /** What to do about answers that do not exclude all other classes equally often. */
    public String advice() {
        return trusted > 0
                ? "Use the loss forward, which knows the transition matrix that the trusted labels give"
                : "Name the true class of a few hundred examples (trusted labels), from which the transition matrix is"
                        + " estimated, and use the loss forward";
    }

    /** What speaks against equally frequent exclusion, as parts of sentences; empty if nothing does. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (trustedP < LEVEL) {
            problems.add(String.format(
                    Locale.ROOT,
                    "the answers for the %d trusted examples exclude some of the other classes more often than others (chi-square test, p = %.2g)",
                    trusted,
                    trustedP));
        }
        if (wrong > 0) {
            problems.add(String.format(
                    Locale.ROOT,
                    "%d of the answers for the %d trusted examples (%.1f%%) exclude the true class",
                    wrong,
                    trusted,
                    100.0 * wrong / trusted));
        }
        if (!impossible.isEmpty()) {
            problems.add(
                    "the answers exclude " + String.join(", ", impossible)
                            + " so often that, if all others were excluded equally often, the share of examples of such a class would be negative");
        } else if (evenP < LEVEL && !(trustedP < LEVEL)) {
            problems.add(String.format(
                    Locale.ROOT,
                    "the answers exclude the classes unequally often, from %.1f%% to %.1f%% (chi-square test, p = %.2g), which is right only if the classes have from %.1f%% to %.1f%% of the examples",
                    100 * Arrays.stream(shares).min().orElse(0),
                    100 * Arrays.stream(shares).max().orElse(0),
                    evenP,
                    100 * Arrays.stream(impliedShares).min().orElse(0),
                    100 * Arrays.stream(impliedShares).max().orElse(0)));
        }
        return problems;
    }
}
