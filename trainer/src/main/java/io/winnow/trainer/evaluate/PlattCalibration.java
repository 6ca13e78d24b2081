package io.winnow.trainer.evaluate;

/**
 * Platt scaling (Platt 1999): the probability that a pair is similar is a logistic function of its distance. The targets are (n + 1) / (n +
 * 2) for the n similar pairs and 1 / (m + 2) for the m dissimilar ones instead of 1 and 0, which prevents overconfidence.
 *
 * @param slope decrease of the log odds per unit of distance, at least 0
 * @param intercept log odds at distance 0
 */
public record PlattCalibration(double slope, double intercept) implements ScoreCalibration {
    private static final int MAX_ITERATIONS = 200;

    /**
     * Fits the calibration by maximum likelihood.
     *
     * @param distances distance of each pair
     * @param similar whether each pair is similar
     */
    public static PlattCalibration fit(double[] distances, boolean[] similar) {
        int positives = 0;
        for (boolean value : similar) {
            positives += value ? 1 : 0;
        }
        double high = (positives + 1.0) / (positives + 2.0);
        double low = 1.0 / (similar.length - positives + 2.0);
        Lbfgs.Function loss = (x, gradient) -> {
            double sum = 0;
            gradient[0] = 0;
            gradient[1] = 0;
            for (int i = 0; i < distances.length; i++) {
                double target = similar[i] ? high : low;
                double logit = x[1] - x[0] * distances[i];
                sum += Math.max(logit, 0) - target * logit + Math.log1p(Math.exp(-Math.abs(logit)));
                double error = logistic(logit) - target;
                gradient[0] -= error * distances[i];
                gradient[1] += error;
            }
            return sum;
        };
        double[] start = {0, Math.log(high / (1 - high) * low / (1 - low)) / 2};
        double[] found = Lbfgs.minimise(loss, start, MAX_ITERATIONS, 1e-14).x();
        return new PlattCalibration(Math.max(0, found[0]), found[1]);
    }

    @Override
    public double score(double distance) {
        return logistic(intercept - slope * distance);
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
