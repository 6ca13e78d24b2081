package io.winnow.trainer.audit;

import ai.djl.ndarray.NDArray;
import io.winnow.datasets.label.ClassSets;
import io.winnow.trainer.calibrate.NeighbourVotes;
import io.winnow.trainer.evaluate.LabelCalibration;
import io.winnow.trainer.evaluate.LabelScores;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An audit of label sets. Each pair of an example and a class is a label of its own. A class that is not listed counts as absent in all
 * models, whether that is known or not. The method {@code mean} differs for both kinds of mistakes. Missing classes are sought by the mean
 * of the other methods, in view of the number of other classes that the example has ({@link OtherLabels}). Listed classes are judged by the
 * mean of the classifiers alone: neighbours say too little of rare classes, and where every example has a class, the number of other classes
 * would make each only class look right.
 *
 * @param given the given labels (N)
 * @param missing by each method, the probability of each class that may be missing (N * C), without the example's own label of it
 * @param listed the same for classes that are listed (N * C)
 * @param neighbours the nearest neighbours of each example
 */
public record SetAudit(
        ClassSets given, Map<String, float[]> missing, Map<String, float[]> listed, NeighbourVotes neighbours)
        implements Audited {
    /** The methods that rank pairs. */
    static final List<String> METHODS =
            List.of(LabelAudit.CONFIDENT, LabelAudit.KERNEL, LabelAudit.NEIGHBOURS, LabelAudit.MEAN);

    /** Number of positives from which on a class has a calibration of its own. */
    private static final int FEWEST = 20;

    /**
     * Audits labels. Memory grows in proportion to N.
     *
     * @param z representations (N, D), at least 2
     * @param seed seed of the folds
     * @param say receives messages on the progress
     */
    public static SetAudit of(NDArray z, ClassSets given, AuditOptions options, long seed, Consumer<String> say) {
        int n = given.size();
        int classes = given.classCount();
        boolean[] all = new boolean[n];
        Arrays.fill(all, true);
        Folds folds = Folds.random(n, options.folds(), seed);
        long width = z.getShape().get(1);
        AuditMemory.require(n, classes, width, Runtime.getRuntime().maxMemory(), options.fewer());
        say.accept("Finding the nearest neighbours of each example.");
        NeighbourVotes neighbours =
                NeighbourVotes.of(z, Math.min(options.neighbours(), n - 1), new TimeLeft("Nearest neighbours", n, say));
        say.accept("Fitting linear and kernel classifiers for each of " + options.folds() + " folds.");
        ClassSets closed = new ClassSets(given.positives(), given.classNames());
        TargetTable table = table(given);
        Map<String, float[]> probabilities = new LinkedHashMap<>();
        probabilities.put(
                LabelAudit.CONFIDENT,
                floats(LinearClassifiers.ofSets(
                                z,
                                closed,
                                folds,
                                options.linear(),
                                seed,
                                new FitProgress(
                                        FitProgress.fits(options.folds(), options.linear()),
                                        options.fewer(),
                                        System::nanoTime,
                                        say))
                        .probabilities(all)));
        try (KernelRidge kernel = new KernelRidge(z, table, folds, seed, Double.NaN, say)) {
            LabelScores scores = LabelScores.complete(floats(kernel.scores(all)), given.positives(), classes);
            probabilities.put(
                    LabelAudit.KERNEL, LabelCalibration.fit(scores, FEWEST).probabilities(scores.scores()));
        }
        probabilities.put(LabelAudit.NEIGHBOURS, floats(table.neighbourMeans(neighbours, options.neighbours())));
        Map<String, float[]> listed = new LinkedHashMap<>(probabilities);
        listed.put(
                LabelAudit.MEAN,
                mean(List.of(probabilities.get(LabelAudit.CONFIDENT), probabilities.get(LabelAudit.KERNEL))));
        probabilities.put(
                LabelAudit.MEAN, OtherLabels.applied(mean(List.copyOf(probabilities.values())), given.positives()));
        return new SetAudit(given, probabilities, listed, neighbours);
    }

    private static TargetTable table(ClassSets given) {
        float[] values = new float[Math.multiplyExact(given.size(), given.classCount())];
        for (int i = 0; i < given.size(); i++) {
            for (int c : given.positives()[i]) {
                values[i * given.classCount() + c] = 1;
            }
        }
        return new TargetTable(values, given.classCount());
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static float[] mean(List<float[]> parts) {
        float[] mean = new float[parts.get(0).length];
        parts.forEach(part -> {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += part[i] / parts.size();
            }
        });
        return mean;
    }
}
