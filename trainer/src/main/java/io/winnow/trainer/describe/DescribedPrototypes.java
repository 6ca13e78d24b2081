package io.winnow.trainer.describe;

/** Maps in the other direction, from descriptions to the means of classes, and mixtures of descriptions. */
public final class DescribedPrototypes {
    private DescribedPrototypes() {}

    /**
     * Returns the prototypes of classes by kernel ridge regression over the classes that have examples: {@code P = S_u (S'S + gamma I)^-1 S'
     * C}. It suffers less from hubs than {@link DescriptionMap#ridge}.
     *
     * @param seen descriptions S of the classes that have examples (Z, A)
     * @param means means C of their vectors (Z, D)
     * @param described descriptions S_u of other classes (K, A)
     * @return (K, D)
     */
    public static double[][] of(double[][] seen, double[][] means, double[][] described, double gamma) {
        return Matrices.times(
                described,
                Matrices.solve(Matrices.transposedTimes(seen, seen), gamma, Matrices.transposedTimes(seen, means)));
    }

    /**
     * Returns descriptions of examples: the mean of those of the classes that are most probable for them, weighted by their probabilities
     * (ConSE, Norouzi et al., ICLR 2014).
     *
     * @param probabilities probabilities of the classes that have examples (N, Z)
     * @param seen their descriptions (Z, A)
     * @param top number T of classes that count; of equally probable ones, those with the smaller number
     * @return (N, A)
     */
    public static double[][] mixed(double[][] probabilities, double[][] seen, int top) {
        double[][] kept = new double[probabilities.length][seen.length];
        for (int n = 0; n < kept.length; n++) {
            double sum = 0;
            for (int rank = 0; rank < Math.min(top, seen.length); rank++) {
                int best = -1;
                for (int k = 0; k < seen.length; k++) {
                    if (kept[n][k] == 0 && (best < 0 || probabilities[n][k] > probabilities[n][best])) {
                        best = k;
                    }
                }
                kept[n][best] = probabilities[n][best];
                sum += probabilities[n][best];
            }
            for (int k = 0; k < seen.length; k++) {
                kept[n][k] /= sum;
            }
        }
        return Matrices.times(kept, seen);
    }
}
