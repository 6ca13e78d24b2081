package io.winnow.trainer.describe;

/**
 * A linear map from the vectors of examples to those of the descriptions of classes, so that classes without examples can be recognised.
 *
 * @param weights (D, A) for vectors of length D and descriptions of length A
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record DescriptionMap(double[][] weights) {
    /**
     * Fits the bilinear map of ESZSL (Romera-Paredes and Torr, ICML 2015): {@code V = (X'X + gamma I)^-1 X'Y S (S'S + lambda I)^-1}, which
     * minimises {@code |X V S' - Y|^2 + gamma |V S'|^2 + lambda |X V|^2 + gamma lambda |V|^2}. Y is 1 for the class of an example and -1 for
     * the others. The score of a class is {@code x' V s}.
     *
     * @param x vectors of the examples (N, D)
     * @param labels class of each example (N), a row of {@code descriptions}
     * @param descriptions vectors S of the classes that have examples (Z, A)
     */
    public static DescriptionMap bilinear(
            double[][] x, int[] labels, double[][] descriptions, double gamma, double lambda) {
        double[][] targets = new double[x.length][descriptions.length];
        for (int n = 0; n < x.length; n++) {
            for (int k = 0; k < descriptions.length; k++) {
                targets[n][k] = labels[n] == k ? 1 : -1;
            }
        }
        double[][] left = Matrices.solve(Matrices.transposedTimes(x, x), gamma, Matrices.transposedTimes(x, targets));
        // S (S'S + lambda I)^-1 = (SS' + lambda I)^-1 S, of which the smaller matrix is inverted.
        boolean wide = descriptions[0].length > descriptions.length;
        double[][] right = wide
                ? Matrices.solve(Matrices.times(descriptions, Matrices.transposed(descriptions)), lambda, descriptions)
                : Matrices.transposed(Matrices.solve(
                        Matrices.transposedTimes(descriptions, descriptions),
                        lambda,
                        Matrices.transposed(descriptions)));
        return new DescriptionMap(Matrices.times(left, right));
    }

    /**
     * Fits the ridge regression of the descriptions of their classes on the vectors of examples: {@code W = (X'X + gamma I)^-1 X'S_y}. The
     * class is the one with the largest {@link #cosines}.
     */
    public static DescriptionMap ridge(double[][] x, int[] labels, double[][] descriptions, double gamma) {
        double[][] targets = new double[x.length][];
        for (int n = 0; n < x.length; n++) {
            targets[n] = descriptions[labels[n]];
        }
        return new DescriptionMap(
                Matrices.solve(Matrices.transposedTimes(x, x), gamma, Matrices.transposedTimes(x, targets)));
    }

    /** Returns what vectors (N, D) are mapped to (N, A). */
    public double[][] mapped(double[][] x) {
        return Matrices.times(x, weights);
    }

    /** Returns the scores (N, K) of classes by their descriptions (K, A), such as those without examples. */
    public double[][] scores(double[][] x, double[][] descriptions) {
        return Matrices.times(mapped(x), Matrices.transposed(descriptions));
    }

    /** Returns the cosines (N, K) between mapped vectors (N, D) and descriptions (K, A). */
    public double[][] cosines(double[][] x, double[][] descriptions) {
        return Matrices.cosines(mapped(x), descriptions);
    }
}
