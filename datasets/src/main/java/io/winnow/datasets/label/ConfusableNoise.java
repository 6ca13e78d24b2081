package io.winnow.datasets.label;

/**
 * Simulated label noise that confuses similar classes, such as those with similar names: T_ij = rate exp(s_ij / temperature) / sum over
 * k != i of exp(s_ik / temperature), where s is the similarity of two classes. Annotators make such mistakes; uniform ones are easy to find.
 */
public final class ConfusableNoise {
    /** The usual temperature for cosine similarities. */
    public static final double TEMPERATURE = 0.1;

    private ConfusableNoise() {}

    /**
     * Returns the transition matrix T of shape (K, K): rows are true classes, columns are given classes, and T_ii = 1 - rate.
     *
     * @param similarity similarity of classes (K, K), with K at least 2; the diagonal is ignored
     * @param temperature above 0; the smaller, the more the most similar class receives
     * @param rate noise rate, in [0, 1)
     */
    public static double[][] transitions(double[][] similarity, double temperature, double rate) {
        int classes = similarity.length;
        if (!(temperature > 0)) {
            throw new IllegalArgumentException(
                    "The temperature of confusable label noise must be above 0, found " + temperature + ".");
        }
        double[][] matrix = LabelNoise.SYMMETRIC.transitions(new int[classes], rate);
        for (int i = 0; i < classes; i++) {
            double most = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < classes; j++) {
                if (!Double.isFinite(similarity[i][j])) {
                    throw new IllegalArgumentException("The similarity of the classes " + i + " and " + j
                            + " must be a finite number, found " + similarity[i][j] + ".");
                }
                most = j == i ? most : Math.max(most, similarity[i][j]);
            }
            double sum = 0;
            for (int j = 0; j < classes; j++) {
                // without the largest exponent, the exponential would overflow at small temperatures
                matrix[i][j] = j == i ? matrix[i][i] : Math.exp((similarity[i][j] - most) / temperature);
                sum += j == i ? 0 : matrix[i][j];
            }
            for (int j = 0; j < classes; j++) {
                matrix[i][j] *= j == i ? 1 : rate / sum;
            }
        }
        return matrix;
    }
}
