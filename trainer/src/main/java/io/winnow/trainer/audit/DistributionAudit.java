package io.winnow.trainer.audit;

import ai.djl.ndarray.NDArray;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import io.winnow.trainer.calibrate.NeighbourVotes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An audit of labels that are distributions over K classes, such as shares of votes: each is compared with the distribution that is
 * predicted without it.
 *
 * @param given the given labels (N)
 * @param shares the given distributions (N * K)
 * @param predictions the distributions that each method predicts (N * K)
 * @param neighbours the nearest neighbours of each example
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record DistributionAudit(
        Labels given, float[] shares, Map<String, double[]> predictions, NeighbourVotes neighbours) implements Audited {
    /** The least share that a regression gives to a class. */
    private static final double LEAST = 1e-4;

    /**
     * Audits labels.
     *
     * @param z representations (N, D), at least 2
     * @param given {@link SoftLabels} or {@link VoteLabels}, known of each example
     * @param seed seed of the folds
     * @param say receives messages on the progress
     */
    public static DistributionAudit of(NDArray z, Labels given, AuditOptions options, long seed, Consumer<String> say) {
        int n = given.size();
        int classes = given.classCount();
        TargetTable table = new TargetTable(shares(given), classes);
        boolean[] all = new boolean[n];
        Arrays.fill(all, true);
        say.accept("Finding the nearest neighbours of each example.");
        NeighbourVotes neighbours =
                NeighbourVotes.of(z, Math.min(options.neighbours(), n - 1), new TimeLeft("Nearest neighbours", n, say));
        say.accept("Fitting kernel regressions for each of " + options.folds() + " folds.");
        Map<String, double[]> predictions = new LinkedHashMap<>();
        try (KernelRidge kernel =
                new KernelRidge(z, table, Folds.random(n, options.folds(), seed), seed, Double.NaN, say)) {
            double[] scores = kernel.scores(all);
            normalise(scores, classes);
            predictions.put(LabelAudit.KERNEL, scores);
        }
        predictions.put(LabelAudit.NEIGHBOURS, table.neighbourMeans(neighbours, options.neighbours()));
        double[] mean = new double[n * classes];
        for (double[] part : predictions.values()) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += part[i] / predictions.size();
            }
        }
        predictions.put(LabelAudit.MEAN, mean);
        return new DistributionAudit(given, table.values(), predictions, neighbours);
    }

    private static float[] shares(Labels given) {
        int classes = given.classCount();
        float[] shares = new float[Math.multiplyExact(given.size(), classes)];
        for (int i = 0; i < given.size(); i++) {
            double[] own =
                    given instanceof SoftLabels soft ? soft.distribution(i) : ((VoteLabels) given).distribution(i);
            for (int k = 0; k < classes; k++) {
                shares[i * classes + k] = (float) own[k];
            }
        }
        return shares;
    }

    /** Makes distributions of scores (N * K), which may be negative. */
    private static void normalise(double[] scores, int classes) {
        for (int from = 0; from < scores.length; from += classes) {
            double sum = 0;
            for (int k = from; k < from + classes; k++) {
                scores[k] = Math.max(LEAST, scores[k]);
                sum += scores[k];
            }
            for (int k = from; k < from + classes; k++) {
                scores[k] /= sum;
            }
        }
    }

    /** Returns the Jensen-Shannon divergence, in bits, of each given distribution from the one that a method predicts (N), in [0, 1]. */
    float[] divergences(String method) {
        double[] predicted = predictions.get(method);
        int classes = given.classCount();
        float[] divergences = new float[given.size()];
        for (int i = 0; i < divergences.length; i++) {
            double sum = 0;
            for (int k = i * classes; k < (i + 1) * classes; k++) {
                double middle = (shares[k] + predicted[k]) / 2;
                sum += part(shares[k], middle) + part(predicted[k], middle);
            }
            divergences[i] = (float) Math.max(0, Math.min(1, sum / 2));
        }
        return divergences;
    }

    /** A term of the Kullback-Leibler divergence in bits. */
    private static double part(double share, double of) {
        return share > 0 ? share * Math.log(share / of) / Math.log(2) : 0;
    }
}
