package io.winnow.trainer.annotate;

import java.util.Arrays;

/** The softmax of scores. */
final class Softmax {
    private Softmax() {}

    /** Replaces scores (K) by their softmax. */
    static void of(double[] scores) {
        double most = Arrays.stream(scores).max().orElseThrow();
        double sum = 0;
        for (int k = 0; k < scores.length; k++) {
            scores[k] = Math.exp(scores[k] - most);
            sum += scores[k];
        }
        for (int k = 0; k < scores.length; k++) {
            scores[k] /= sum;
        }
    }
}
