package io.winnow.trainer.federated;

import io.winnow.trainer.evaluate.Ranks;
import java.util.ArrayList;
import java.util.List;

/**
 * A pseudo-label of FedLabel: of the local and the global network, the more certain one labels an example.
 *
 * @param example index of the example
 * @param label the label
 * @param ratio score of the less certain network over that of the other, in (0, 1]; 1 if both scores are 0
 * @param local whether the local network is the more certain one; it is, if both are equally certain
 * @param agree whether both networks give the label
 */
public record ExpertChoice(int example, int label, double ratio, boolean local, boolean agree) {
    private static final double ENTROPY_OFFSET = 1e-5;

    /** How certain a network is, from its probabilities (K). */
    public enum Score {
        /** Variance of the probabilities, with the divisor K - 1. */
        VARIANCE,
        /** 1 / (entropy + 1e-5). */
        ENTROPY;

        double of(double[] probabilities) {
            return this == VARIANCE ? variance(probabilities) : 1 / (entropy(probabilities) + ENTROPY_OFFSET);
        }
    }

    /**
     * Chooses the labels of examples. Those whose more certain network gives its label at most the threshold as probability get none.
     *
     * @param local logits of the local network on plain copies (B, K)
     * @param global logits of the global network on the same copies (B, K)
     */
    public static List<ExpertChoice> of(double[][] local, double[][] global, double threshold, Score score) {
        List<ExpertChoice> chosen = new ArrayList<>();
        for (int i = 0; i < local.length; i++) {
            double[] own = softmax(local[i]);
            double[] other = softmax(global[i]);
            double ownScore = score.of(own);
            double otherScore = score.of(other);
            boolean isLocal = ownScore >= otherScore;
            double[] expert = isLocal ? own : other;
            int label = Ranks.largest(expert);
            if (expert[label] > threshold) {
                double best = Math.max(ownScore, otherScore);
                double ratio = best == 0 ? 1 : Math.min(ownScore, otherScore) / best;
                chosen.add(new ExpertChoice(i, label, ratio, isLocal, Ranks.largest(own) == Ranks.largest(other)));
            }
        }
        return chosen;
    }

    static double[] softmax(double[] logits) {
        double most = logits[Ranks.largest(logits)];
        double[] p = new double[logits.length];
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            p[k] = Math.exp(logits[k] - most);
            sum += p[k];
        }
        for (int k = 0; k < p.length; k++) {
            p[k] /= sum;
        }
        return p;
    }

    private static double variance(double[] p) {
        double mean = 1.0 / p.length;
        double sum = 0;
        for (double each : p) {
            sum += (each - mean) * (each - mean);
        }
        return sum / (p.length - 1);
    }

    private static double entropy(double[] p) {
        double sum = 0;
        for (double each : p) {
            sum -= each > 0 ? each * Math.log(each) : 0;
        }
        return sum;
    }
}
