package io.winnow.datasets.inspect;

import java.util.Arrays;

/** Kappa: agreement beyond what chance gives; 1 for perfect agreement, 0 for chance. */
public final class Kappa {
    /** How much a disagreement counts. */
    public enum Weights {
        /** All disagreements count alike. */
        NONE,
        /** In proportion to the distance of the classes in their order. */
        LINEAR,
        /** In proportion to the square of this distance. */
        QUADRATIC
    }

    private Kappa() {}

    /**
     * Cohen's kappa of two annotators (Cohen 1960; weighted: Cohen 1968).
     *
     * @param table number of items to which the first annotator gave class k and the second class l (K, K)
     * @return null if it is undefined, because there are no items or both gave the same class always
     */
    public static Double cohen(double[][] table, Weights weights) {
        int classes = table.length;
        double[] rows = new double[classes];
        double[] columns = new double[classes];
        for (int k = 0; k < classes; k++) {
            for (int l = 0; l < classes; l++) {
                rows[k] += table[k][l];
                columns[l] += table[k][l];
            }
        }
        double items = Arrays.stream(rows).sum();
        double observed = 0;
        double expected = 0;
        for (int k = 0; k < classes; k++) {
            for (int l = 0; l < classes; l++) {
                int distance = Math.abs(k - l);
                double weight =
                        switch (weights) {
                            case NONE -> distance == 0 ? 0 : 1;
                            case LINEAR -> distance;
                            case QUADRATIC -> (double) distance * distance;
                        };
                observed += weight * table[k][l];
                expected += weight * rows[k] * columns[l] / items;
            }
        }
        return expected > 0 ? Double.valueOf(1 - observed / expected) : null;
    }

    /**
     * Fleiss' kappa (Fleiss 1971).
     *
     * @param counts number of labels of each class that each item was given (N, K); all items have the same number of labels, at least 2
     * @return null if it is undefined, because all labels are the same or the numbers of labels differ; then Krippendorff's alpha
     *     ({@link Agreement}) is a substitute
     */
    public static Double fleiss(int[][] counts) {
        if (counts.length == 0) {
            return null;
        }
        int labels = Arrays.stream(counts[0]).sum();
        double[] totals = new double[counts[0].length];
        double observed = 0;
        for (int[] own : counts) {
            if (Arrays.stream(own).sum() != labels || labels < 2) {
                return null;
            }
            for (int k = 0; k < own.length; k++) {
                totals[k] += own[k];
                observed += (double) own[k] * (own[k] - 1) / labels / (labels - 1) / counts.length;
            }
        }
        double all = (double) labels * counts.length;
        double expected =
                Arrays.stream(totals).map(total -> total / all * (total / all)).sum();
        return expected < 1 ? Double.valueOf((observed - expected) / (1 - expected)) : null;
    }
}
