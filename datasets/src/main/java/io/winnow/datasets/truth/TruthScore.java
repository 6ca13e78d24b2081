package io.winnow.datasets.truth;

/**
 * How good inferred classes are, by the true ones.
 *
 * @param items number of items whose true class is known
 * @param accuracy share of them whose inferred class is true; where several classes are equally probable, with their share of a hit; null
 *     without items
 * @param calibrationError expected calibration error of the largest probability with 10 bins of equal width; null without items
 * @param logLoss mean of the negative logarithm of the true class's probability, which is raised to at least 1e-12; null without items
 */
public record TruthScore(int items, Double accuracy, Double calibrationError, Double logLoss) {
    private static final int BINS = 10;
    private static final double LEAST = 1e-12;

    /**
     * Compares an estimate with true classes.
     *
     * @param truth true class of each item, or {@link AnswerTable#UNKNOWN} (N)
     */
    public static TruthScore of(TruthEstimate estimate, int[] truth) {
        int items = 0;
        double right = 0;
        double loss = 0;
        double[] confidence = new double[BINS];
        double[] hits = new double[BINS];
        for (int i = 0; i < truth.length; i++) {
            if (truth[i] == AnswerTable.UNKNOWN) {
                continue;
            }
            items++;
            double[] own = estimate.posterior()[i];
            double most = estimate.confidence(i);
            double hit = own[truth[i]] >= most - TruthEstimate.ROUNDING ? 1.0 / estimate.tied(i) : 0;
            right += hit;
            loss -= Math.log(Math.max(LEAST, own[truth[i]]));
            int bin = Math.min(BINS - 1, (int) (most * BINS));
            confidence[bin] += most;
            hits[bin] += hit;
        }
        if (items == 0) {
            return new TruthScore(0, null, null, null);
        }
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(confidence[bin] - hits[bin]) / items;
        }
        return new TruthScore(items, right / items, error, loss / items);
    }
}
