package io.winnow.trainer.audit;

import ai.djl.ndarray.NDArray;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.trainer.calibrate.NeighbourVotes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * An audit of numbers, or of the levels of an ordered scale, which are numbered from 0: the value of each example is predicted without its
 * own label, and compared with it.
 *
 * @param given the given labels (N)
 * @param values the given values (N)
 * @param predictions the values that each method predicts (N)
 * @param neighbours the nearest neighbours of each example
 * @param voters number of neighbours by which values are predicted, and by which the spread near an example is measured
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record ResidualAudit(
        Labels given, double[] values, Map<String, double[]> predictions, NeighbourVotes neighbours, int voters)
        implements Audited {
    /** Scaled residual from which on an example is left out of the second fit. */
    private static final double SUSPICIOUS = 3;

    /**
     * Returns the values of labels.
     *
     * @param given one number for each example, or one level
     */
    static double[] values(Labels given) {
        return IntStream.range(0, given.size())
                .mapToDouble(i -> given instanceof OrdinalLabels levels
                        ? levels.levels()[i]
                        : ((NumberLabels) given).values()[i][0])
                .toArray();
    }

    /**
     * Audits labels. Kernel regressions and neighbours predict the values, once with all labels, and once without those that the first
     * predictions contradict, so that wrong labels mislead them less.
     *
     * @param z representations (N, D), at least 2
     * @param given one number for each example, or one level
     * @param seed seed of the folds
     * @param say receives messages on the progress
     */
    public static ResidualAudit of(NDArray z, Labels given, AuditOptions options, long seed, Consumer<String> say) {
        double[] values = values(given);
        int n = values.length;
        Folds folds = Folds.random(n, options.folds(), seed);
        say.accept("Finding the nearest neighbours of each example.");
        NeighbourVotes neighbours = NeighbourVotes.of(
                z, (int) Math.min(2L * options.neighbours(), n - 1), new TimeLeft("Nearest neighbours", n, say));
        // Numbers far from 0 would cost digits of float32.
        double centre = Residuals.median(values);
        double scale = Residuals.spread(values);
        float[] scaled = new float[n];
        for (int i = 0; i < n; i++) {
            scaled[i] = (float) ((values[i] - centre) / scale);
        }
        boolean[] keep = new boolean[n];
        Arrays.fill(keep, true);
        Map<String, double[]> predictions = new LinkedHashMap<>();
        try (KernelRidge kernel = new KernelRidge(z, new TargetTable(scaled, 1), folds, seed, Double.NaN, say)) {
            say.accept("Fitting kernel regressions for each of " + options.folds() + " folds.");
            double[] curved = restored(kernel.scores(keep), centre, scale);
            double[] medians = medians(neighbours, values, options.neighbours(), keep);
            double[] weights = {weight(values, curved), weight(values, medians)};
            double[] first = mean(curved, medians, weights);
            predictions.put(LabelAudit.KERNEL, curved);
            predictions.put(LabelAudit.NEIGHBOURS, medians);
            keep = given instanceof OrdinalLabels
                    ? notContradicted(values, first, given.classNames().size())
                    : close(Residuals.scaled(values, first, neighbours, options.neighbours()));
            say.accept("Fitting them again without the labels that are most likely wrong.");
            predictions.put(
                    LabelAudit.MEAN,
                    mean(
                            restored(kernel.scores(keep), centre, scale),
                            medians(neighbours, values, options.neighbours(), keep),
                            weights));
        }
        return new ResidualAudit(given, values, predictions, neighbours, options.neighbours());
    }

    /** Returns which levels are kept for the second fit. Rare ones are far from most predictions, so their distance would tell little. */
    private static boolean[] notContradicted(double[] levels, double[] predictions, int count) {
        LevelOdds odds = LevelOdds.fit(predictions, levels, count);
        boolean[] keep = new boolean[levels.length];
        for (int i = 0; i < keep.length; i++) {
            keep[i] = !odds.contradicts(predictions[i], (int) levels[i]);
        }
        return keep;
    }

    /** Returns which numbers are kept for the second fit. */
    private static boolean[] close(double[] residuals) {
        boolean[] keep = new boolean[residuals.length];
        for (int i = 0; i < keep.length; i++) {
            keep[i] = Math.abs(residuals[i]) < SUSPICIOUS;
        }
        return keep;
    }

    private static double[] restored(double[] scaled, double centre, double scale) {
        return Arrays.stream(scaled).map(each -> centre + scale * each).toArray();
    }

    /** The weight of predictions in a mean: they count far less the more they err. */
    private static double weight(double[] values, double[] predictions) {
        return Math.pow(Residuals.spread(Residuals.differences(values, predictions)), -4);
    }

    private static double[] mean(double[] one, double[] other, double[] weights) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> (weights[0] * one[i] + weights[1] * other[i]) / (weights[0] + weights[1]))
                .toArray();
    }

    /** Returns the median of the values of the nearest neighbours that are kept, or of all neighbours if none is. */
    private static double[] medians(NeighbourVotes neighbours, double[] values, int most, boolean[] keep) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> {
                    double[] own = neighbours
                            .of(i)
                            .filter(other -> keep[other])
                            .limit(most)
                            .mapToDouble(other -> values[other])
                            .toArray();
                    return Residuals.median(
                            own.length > 0
                                    ? own
                                    : neighbours
                                            .of(i)
                                            .mapToDouble(other -> values[other])
                                            .toArray());
                })
                .toArray();
    }

    /** Returns the robust residuals of a method (N): how far each value is from its prediction, in units of the spread near it. */
    double[] residuals(String method) {
        return Residuals.scaled(values, predictions.get(method), neighbours, voters);
    }

    /** Returns the usual error of a method, in the unit of the values. */
    double spread(String method) {
        return Residuals.spread(Residuals.differences(values, predictions.get(method)));
    }
}
