package io.winnow.trainer.audit;

import io.winnow.trainer.evaluate.Ranks;

/**
 * The opinion of one method on the given label of each example.
 *
 * @param wrong probability that the given label is wrong (N)
 * @param suggested the most likely class, which may be the given one (N)
 * @param confidence probability of the suggested class (N)
 */
@SuppressWarnings("ArrayRecordComponent") // columns of a table; never compared
public record Opinion(float[] wrong, int[] suggested, float[] confidence) {
    /** Returns this opinion with other probabilities of a wrong label (N). */
    Opinion with(float[] probabilities) {
        return new Opinion(probabilities, suggested, confidence);
    }

    /** Returns the mean (N) of these probabilities of a wrong label and others, where these count {@code times} as much. */
    float[] averaged(int times, float[] others) {
        float[] mean = new float[wrong.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (times * wrong[i] + others[i]) / (times + 1);
        }
        return mean;
    }

    /** Creates an opinion from class probabilities (N * K), row-major, and given classes (N). */
    static Opinion of(double[] probabilities, int[] given, int classCount) {
        int n = given.length;
        Opinion opinion = new Opinion(new float[n], new int[n], new float[n]);
        for (int i = 0; i < n; i++) {
            int from = i * classCount;
            int best = Ranks.largest(probabilities, from, classCount);
            opinion.wrong[i] = (float) (1 - probabilities[from + given[i]]);
            opinion.suggested[i] = best;
            opinion.confidence[i] = (float) probabilities[from + best];
        }
        return opinion;
    }
}
