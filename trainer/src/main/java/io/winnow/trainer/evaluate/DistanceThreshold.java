package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The threshold on distances that tells given pairs apart best.
 *
 * @param macroF1 that it reaches on these pairs
 */
public record DistanceThreshold(double value, double macroF1) {
    /** Later candidates must be better by more than this. */
    private static final double TIE = 1e-12;

    /**
     * Tries the smallest distance less 1, the midpoints between neighbouring distinct distances, and the largest plus 1; of those with the
     * highest macro F1 the smallest wins.
     *
     * @param distances of at least one pair
     */
    public static DistanceThreshold best(double[] distances, boolean[] similar) {
        if (distances.length == 0) {
            throw new IllegalArgumentException("no pairs to find a threshold on");
        }
        Integer[] order = new Integer[distances.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> distances[i]));
        int allSimilar = 0;
        for (boolean value : similar) {
            allSimilar += value ? 1 : 0;
        }
        int allDissimilar = similar.length - allSimilar;
        int near = 0;
        int nearSimilar = 0;
        double candidate = distances[order[0]] - 1;
        DistanceThreshold best = null;
        while (true) {
            double macroF1 = new PairClassification(
                            nearSimilar,
                            allSimilar - nearSimilar,
                            near - nearSimilar,
                            allDissimilar - near + nearSimilar)
                    .macroF1();
            if (best == null || macroF1 > best.macroF1 + TIE) {
                best = new DistanceThreshold(candidate, macroF1);
            }
            if (near == order.length) {
                return best;
            }
            double distance = distances[order[near]];
            while (near < order.length && distances[order[near]] == distance) {
                nearSimilar += similar[order[near]] ? 1 : 0;
                near++;
            }
            candidate = near == order.length ? distance + 1 : (distance + distances[order[near]]) / 2;
        }
    }
}
