package io.winnow.trainer.audit;

import ai.djl.ndarray.NDArray;
import io.winnow.trainer.evaluate.AveragedProbe;
import io.winnow.trainer.evaluate.FittedProbe;
import java.util.function.Consumer;

/**
 * What the training of a linear classifier on all given labels says of them, as the area under the margin does (Pleiss et al., "Identifying
 * mislabeled data using the area under the margin ranking", NeurIPS 2020): a label that contradicts those of similar examples is learned
 * late or never. Unlike the other methods, this one has seen the labels that it judges. So it trusts all of them too much, but it also sees
 * how far an example can be fitted at all, which adds to what others say.
 */
final class TrainingDynamics {
    private static final int STEPS = 200;

    /** Margins are averaged from weights of zero on, so they are about half of those at the end. */
    private static final double SCALE = 2;

    private TrainingDynamics() {}

    /**
     * Returns the probability that each label is wrong (N). The log-odds are shifted such that the mean probability is that of a method
     * that has not seen the labels.
     *
     * @param z representations (N, D)
     * @param given given classes (N)
     * @param unseen probability of a wrong label by such a method (N)
     */
    static float[] wrong(NDArray z, int[] given, int classCount, float[] unseen, Consumer<String> say) {
        double[] logOdds = new double[given.length];
        try (FittedProbe probe = AveragedProbe.fit(
                        z, given, classCount, STEPS, new TimeLeft("Training of a linear classifier", STEPS, say));
                NDArray logits = probe.logits(z)) {
            logOdds(logits.toFloatArray(), given, classCount, logOdds);
        }
        double mean = 0;
        for (float each : unseen) {
            mean += each / unseen.length;
        }
        return LogOdds.shifted(logOdds, mean);
    }

    /** Computes the log-odds of all other classes together against the given one, by the softmax of scaled logits (N * K). */
    private static void logOdds(float[] logits, int[] given, int classCount, double[] logOdds) {
        for (int i = 0; i < given.length; i++) {
            double own = logits[i * classCount + given[i]];
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < classCount; k++) {
                largest = k == given[i] ? largest : Math.max(largest, logits[i * classCount + k]);
            }
            double sum = 0;
            for (int k = 0; k < classCount; k++) {
                sum += k == given[i] ? 0 : Math.exp(SCALE * (logits[i * classCount + k] - largest));
            }
            logOdds[i] = classCount == 1 ? Double.NEGATIVE_INFINITY : SCALE * (largest - own) + Math.log(sum);
        }
    }
}
