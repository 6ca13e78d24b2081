package io.winnow.trainer.audit;

/** Log-odds of probabilities, and their shift by one number. */
final class LogOdds {
    /** Probabilities nearer to 0 or 1 are taken for this near. */
    private static final double EDGE = 1e-6;

    private static final int STEPS = 60;
    private static final double FARTHEST = 40;

    private LogOdds() {}

    /** Returns the log-odds of probabilities (N). */
    static double[] of(float[] probabilities) {
        double[] logOdds = new double[probabilities.length];
        for (int i = 0; i < logOdds.length; i++) {
            double inner = Math.max(EDGE, Math.min(1 - EDGE, probabilities[i]));
            logOdds[i] = Math.log(inner / (1 - inner));
        }
        return logOdds;
    }

    /** Returns the probability with these log-odds. */
    static double probability(double logOdds) {
        return 1 / (1 + Math.exp(-logOdds));
    }

    /** Returns the probabilities (N) with these log-odds after all were shifted by one number, such that the mean probability is {@code mean}. */
    static float[] shifted(double[] logOdds, double mean) {
        double low = -FARTHEST;
        double high = FARTHEST;
        for (int step = 0; step < STEPS; step++) {
            double middle = (low + high) / 2;
            double sum = 0;
            for (double each : logOdds) {
                sum += probability(each + middle);
            }
            if (sum < mean * logOdds.length) {
                low = middle;
            } else {
                high = middle;
            }
        }
        float[] shifted = new float[logOdds.length];
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] = (float) probability(logOdds[i] + (low + high) / 2);
        }
        return shifted;
    }
}
