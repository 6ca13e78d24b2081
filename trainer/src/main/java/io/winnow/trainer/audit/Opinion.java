package io.winnow.trainer.audit;

/**
 * What a method says of each example's given label.
 *
 * @param wrong (N) probability that it is wrong
 * @param suggested (N) the likeliest class, which may be the given one
 * @param confidence (N) its probability
 */
@SuppressWarnings("ArrayRecordComponent") // columns of a table; never compared
public record Opinion(float[] wrong, int[] suggested, float[] confidence) {
    /** From class probabilities (N, K). */
    static Opinion of(double[][] probabilities, int[] given) {
        int n = given.length;
        Opinion opinion = new Opinion(new float[n], new int[n], new float[n]);
        for (int i = 0; i < n; i++) {
            double[] row = probabilities[i];
            int best = 0;
            for (int k = 1; k < row.length; k++) {
                best = row[k] > row[best] ? k : best;
            }
            opinion.wrong[i] = (float) (1 - row[given[i]]);
            opinion.suggested[i] = best;
            opinion.confidence[i] = (float) row[best];
        }
        return opinion;
    }
}
