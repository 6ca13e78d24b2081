package io.winnow.datasets.random;

/** The beta distribution. */
public final class Beta {
    private Beta() {}

    /**
     * Draws from Beta(alpha, beta): X / (X + Y), where X has the distribution Gamma(alpha) and Y Gamma(beta). Logarithms are drawn, so that the
     * result is a number for the smallest parameters, too.
     *
     * @param alpha first parameter, above 0
     * @param beta second parameter, above 0
     * @return a number in [0, 1]
     */
    public static double draw(double alpha, double beta, CounterRandom random) {
        if (!(alpha > 0) || !(beta > 0)) {
            throw new IllegalArgumentException(
                    "The parameters of Beta(alpha, beta) must be positive, found " + alpha + " and " + beta + ".");
        }
        double x = logGamma(alpha, random);
        double y = logGamma(beta, random);
        return 1 / (1 + Math.exp(y - x));
    }

    /** Draws the logarithm of a number with the distribution Gamma(shape) (Marsaglia and Tsang, "A simple method for generating gamma variables", 2000). */
    static double logGamma(double shape, CounterRandom random) {
        if (shape < 1) {
            // Gamma(shape) is Gamma(shape + 1) times U^(1/shape), section 6.
            return logGamma(shape + 1, random) + Math.log(1 - random.nextDouble()) / shape;
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double z = random.nextGaussian();
            double v = Math.pow(1 + c * z, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < z * z / 2 + d - d * v + d * Math.log(v)) {
                return Math.log(d * v);
            }
        }
    }
}
