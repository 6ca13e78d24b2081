package io.winnow.trainer.annotate;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How much a rate of errors differs between groups of items, which may overlap, and how often chance alone makes such a difference
 * (llm-annotators.md, section 5).
 *
 * @param difference the rate in each group less that in all other items; NaN if one of both has no items (G)
 * @param p probability of a difference of this size if groups did not matter, from 1,000 permutations, corrected by Holm's method for the
 *     number of groups; NaN as above (G)
 * @param largest the highest rate of a group less the lowest one
 * @param largestP probability of a largest difference of this size if groups did not matter
 */
@SuppressWarnings("ArrayRecordComponent") // columns of a table; never compared
public record GroupGap(double[] difference, double[] p, double largest, double largestP) {
    private static final int SHUFFLES = 1_000;
    /** Differences of rates below this are rounding errors. */
    private static final double ROUNDING = 1e-12;

    /**
     * Compares groups. The memberships of items are shuffled as a whole, so that groups overlap as they do.
     *
     * @param wrong whether each item is an error (N)
     * @param member whether each item belongs to each group (N, G)
     * @param seed seed of the permutations
     */
    public static GroupGap of(boolean[] wrong, boolean[][] member, long seed) {
        int groups = member.length == 0 ? 0 : member[0].length;
        int[] order = IntStream.range(0, wrong.length).toArray();
        double[] inGroups = new double[groups];
        double[] differences = differences(wrong, member, order, inGroups);
        double gap = spread(inGroups);
        int[] reached = new int[groups];
        int reachedGap = 0;
        double[] shuffledRates = new double[groups];
        for (int s = 0; s < SHUFFLES; s++) {
            int[] shuffled = Permutation.of(wrong.length, CounterRandom.key(seed, s));
            double[] chance = differences(wrong, member, shuffled, shuffledRates);
            for (int g = 0; g < groups; g++) {
                reached[g] += Math.abs(chance[g]) >= Math.abs(differences[g]) - ROUNDING ? 1 : 0;
            }
            reachedGap += spread(shuffledRates) >= gap - ROUNDING ? 1 : 0;
        }
        double[] p = new double[groups];
        for (int g = 0; g < groups; g++) {
            p[g] = Double.isNaN(differences[g]) ? Double.NaN : (reached[g] + 1.0) / (SHUFFLES + 1);
        }
        return new GroupGap(
                differences, holm(p), gap, Double.isNaN(gap) ? Double.NaN : (reachedGap + 1.0) / (SHUFFLES + 1));
    }

    /** @param rates receives the rate of each group (G) */
    private static double[] differences(boolean[] wrong, boolean[][] member, int[] order, double[] rates) {
        int groups = rates.length;
        int[] inside = new int[groups];
        int[] wrongInside = new int[groups];
        int allWrong = 0;
        for (int i = 0; i < order.length; i++) {
            allWrong += wrong[i] ? 1 : 0;
            boolean[] own = member[order[i]];
            for (int g = 0; g < groups; g++) {
                if (own[g]) {
                    inside[g]++;
                    wrongInside[g] += wrong[i] ? 1 : 0;
                }
            }
        }
        double[] differences = new double[groups];
        for (int g = 0; g < groups; g++) {
            rates[g] = (double) wrongInside[g] / inside[g];
            differences[g] = rates[g] - (double) (allWrong - wrongInside[g]) / (order.length - inside[g]);
        }
        return differences;
    }

    private static double spread(double[] rates) {
        double[] known =
                Arrays.stream(rates).filter(rate -> !Double.isNaN(rate)).toArray();
        return known.length < 2
                ? Double.NaN
                : Arrays.stream(known).max().orElseThrow()
                        - Arrays.stream(known).min().orElseThrow();
    }

    /** Corrects probabilities for their number (Holm, "A simple sequentially rejective multiple test procedure", 1979); NaN stays. */
    static double[] holm(double[] p) {
        Integer[] order = IntStream.range(0, p.length)
                .filter(i -> !Double.isNaN(p[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .toArray(Integer[]::new);
        double[] corrected = new double[p.length];
        Arrays.fill(corrected, Double.NaN);
        double highest = 0;
        for (int rank = 0; rank < order.length; rank++) {
            highest = Math.max(highest, Math.min(1, (order.length - rank) * p[order[rank]]));
            corrected[order[rank]] = highest;
        }
        return corrected;
    }
}
