package io.winnow.trainer.recipe.semi;

import io.winnow.trainer.evaluate.Ranks;
import java.util.List;

/**
 * How a trained network decides for pseudo-labels, stored with it.
 *
 * @param thresholds threshold of each class (K)
 * @param factors factors of the probabilities of the classes by the alignment (K); ones without it
 * @param strict whether a confidence must exceed its threshold, rather than reach it
 */
record Decision(List<Double> thresholds, List<Double> factors, boolean strict) {
    /** Returns probabilities (K) as the alignment changes them. */
    double[] aligned(double[] p) {
        return Alignment.scaled(p, factors.stream().mapToDouble(each -> each).toArray());
    }

    /** Whether a pseudo-label with these aligned probabilities (K) counts. */
    boolean passes(double[] p) {
        int c = Ranks.largest(p);
        double least = thresholds.get(c);
        return (strict && least > 0) ? p[c] > least : p[c] >= least;
    }
}
