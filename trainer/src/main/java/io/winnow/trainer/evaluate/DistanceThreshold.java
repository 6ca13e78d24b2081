package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.Comparator;

/**
 * A threshold on distances that best separates similar from dissimilar pairs.
 *
 * @param value pairs with a distance above this value are predicted dissimilar
 * @param macroF1 macro F1 of this threshold on the pairs on which it was chosen
 */
public record DistanceThreshold(double value, double macroF1) {
    /** A larger threshold replaces a smaller one only if its macro F1 is higher by more than this. */
    private static final double TIE = 1e-12;

    /**
     * Finds the threshold with the highest macro F1. The candidates are the smallest distance minus 1, the midpoints between neighbouring
     * distinct distances, and the largest distance plus 1. If several have the highest macro F1, the smallest is returned.
     *
     * @param distances distance of each pair, at least one
     * @param similar whether each pair is similar
     */
    public static DistanceThreshold best(double[] distances, boolean[] similar) {
        if (distances.length == 0) {
            throw new IllegalArgumentException(
                    "A distance threshold cannot be chosen without pairs: there are 0. Provide at least one.");
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
