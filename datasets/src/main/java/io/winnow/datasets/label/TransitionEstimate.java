package io.winnow.datasets.label;

import java.util.Arrays;

/**
 * Estimates how often each class is excluded for examples of a class, from answers for trusted examples. A few hundred of them leave few answers
 * for each pair of classes. So the counts of a row are joined with a prior of {@code alpha} answers: of the share of wrong answers among all
 * trusted examples, and of the other classes as all answers of the data exclude them. {@code alpha} is the one under which the counts are most
 * probable (Dirichlet-multinomial distribution): it is large if rows are alike, and small if they differ.
 */
final class TransitionEstimate {
    private static final double SMALLEST_ALPHA = 0.5;
    private static final int STEPS = 16;

    private TransitionEstimate() {}

    /** Returns the estimate (K, K), whose rows are true classes. */
    static double[][] of(ExcludedLabels labels) {
        int classes = labels.classCount();
        int[][] counts = new int[classes][classes];
        double[] excluded = new double[classes];
        Arrays.fill(excluded, 1);
        double wrong = 0;
        double all = 0;
        for (int i = 0; i < labels.size(); i++) {
            int truth = labels.trusted()[i];
            for (int each : labels.excluded()[i]) {
                excluded[each]++;
                if (truth != GivenNames.NONE) {
                    counts[truth][each]++;
                    wrong += truth == each ? 1 : 0;
                    all++;
                }
            }
        }
        double[][] prior = prior(excluded, all == 0 ? 0 : wrong / all);
        double best = SMALLEST_ALPHA;
        double most = Double.NEGATIVE_INFINITY;
        for (int step = 0; step <= STEPS; step++) {
            double alpha = Math.scalb(SMALLEST_ALPHA, step);
            double likelihood = likelihood(counts, prior, alpha);
            if (likelihood > most) {
                most = likelihood;
                best = alpha;
            }
        }
        double[][] matrix = new double[classes][classes];
        for (int k = 0; k < classes; k++) {
            int answers = Arrays.stream(counts[k]).sum();
            for (int j = 0; j < classes; j++) {
                matrix[k][j] = (counts[k][j] + best * prior[k][j]) / (answers + best);
            }
        }
        return matrix;
    }

    /** Rows of the same share of wrong answers, and of the other classes in proportion to how often they are excluded. */
    private static double[][] prior(double[] excluded, double wrong) {
        int classes = excluded.length;
        double sum = Arrays.stream(excluded).sum();
        double[][] prior = new double[classes][classes];
        for (int k = 0; k < classes; k++) {
            for (int j = 0; j < classes; j++) {
                prior[k][j] = k == j ? wrong : (1 - wrong) * excluded[j] / (sum - excluded[k]);
            }
        }
        return prior;
    }

    /** The logarithm of the probability of the counts, up to a constant: ratios of gamma functions as products. */
    private static double likelihood(int[][] counts, double[][] prior, double alpha) {
        double sum = 0;
        for (int k = 0; k < counts.length; k++) {
            int answers = 0;
            for (int j = 0; j < counts.length; j++) {
                for (int i = 0; i < counts[k][j]; i++) {
                    sum += Math.log(alpha * prior[k][j] + i) - Math.log(alpha + answers);
                    answers++;
                }
            }
        }
        return sum;
    }
}
