package io.winnow.trainer.describe;

/** The map from descriptions of classes to their vectors, the "reverse" of that from examples to descriptions. */
final class DescribedPrototypes {
    private DescribedPrototypes() {}

    /**
     * Returns the prototypes of classes by kernel ridge regression over the classes that have examples: {@code P = S_u (S'S + gamma I)^-1 S'
     * C}. It suffers less from hubs than a map from vectors to descriptions.
     *
     * @param seen descriptions S of the classes that have examples (Z, A)
     * @param means means C of their vectors (Z, D)
     * @param described descriptions S_u of other classes (K, A)
     * @return (K, D)
     */
    static double[][] of(double[][] seen, double[][] means, double[][] described, double gamma) {
        return Matrices.times(
                described,
                Matrices.solve(Matrices.transposedTimes(seen, seen), gamma, Matrices.transposedTimes(seen, means)));
    }
}
