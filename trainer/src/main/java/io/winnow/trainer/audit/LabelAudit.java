package io.winnow.trainer.audit;

import ai.djl.ndarray.NDArray;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.calibrate.ClassGaussians;
import io.winnow.trainer.calibrate.NeighbourVotes;
import io.winnow.trainer.evaluate.ConfidentLearning;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.run.SeedStreams;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The result of an audit: given labels are compared with the positions of their examples in a representation.
 *
 * @param given the given labels (N)
 * @param opinions the opinion of each method by its name; the mean is the last one
 * @param joint the joint distribution of given and true labels that confident learning estimates
 * @param flagged whether confident learning would prune each example (N)
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record LabelAudit(ClassLabels given, Map<String, Opinion> opinions, ConfidentLearning joint, boolean[] flagged) {
    /** The method that uses the posteriors of calibrated class Gaussians. */
    public static final String GAUSSIANS = "gaussians";
    /** The method that uses out-of-sample probabilities of linear classifiers, as in confident learning. */
    public static final String CONFIDENT = "confident";
    /** The method that uses the fractions of the nearest neighbours' votes. */
    public static final String NEIGHBOURS = "neighbours";
    /** The method that uses the mean of the probabilities of the other methods. */
    public static final String MEAN = "mean";

    /** Ridge on the covariances, which keeps Gaussians estimated from few examples from giving posteriors of exactly 0 or 1. */
    private static final double RIDGE = 0.1;

    /** Returns the names of all methods in the order of {@link #opinions}. */
    public static List<String> methods() {
        return List.of(GAUSSIANS, CONFIDENT, NEIGHBOURS, MEAN);
    }

    /**
     * Audits labels.
     *
     * @param z representations (N, D), at least 2, with at least one example of every class; ideally from an encoder that was trained
     *     without these labels
     * @param given the given labels (N)
     * @param seed seed of the folds
     * @param say receives messages on the progress
     */
    public static LabelAudit of(NDArray z, ClassLabels given, AuditOptions options, long seed, Consumer<String> say) {
        int[] classes = given.classes();
        int classCount = given.classCount();
        Map<String, double[][]> probabilities = new LinkedHashMap<>();
        say.accept("Estimating one Gaussian per class.");
        probabilities.put(GAUSSIANS, gaussians(z, classes, classCount, options));
        say.accept("Fitting one linear classifier for each of " + options.folds() + " folds.");
        double[][] outOfSample = outOfSample(z, classes, classCount, options, seed);
        probabilities.put(CONFIDENT, outOfSample);
        say.accept("Counting the votes of " + options.neighbours() + " nearest neighbours of each example.");
        probabilities.put(NEIGHBOURS, NeighbourVotes.shares(z, classes, classCount, options.neighbours(), true));
        probabilities.put(MEAN, mean(List.copyOf(probabilities.values()), classCount));
        Map<String, Opinion> opinions = new LinkedHashMap<>();
        probabilities.forEach((name, each) -> opinions.put(name, Opinion.of(each, classes)));
        ConfidentLearning joint = ConfidentLearning.of(outOfSample, classes, classCount);
        return new LabelAudit(given, opinions, joint, joint.flagged(outOfSample, classes));
    }

    private static double[][] gaussians(NDArray z, int[] classes, int classCount, AuditOptions options) {
        boolean[] keep = options.select().keep(z, classes, classCount);
        try (ClassGaussians own = ClassGaussians.of(z, classes, classCount, keep);
                ClassGaussians calibrated = own.borrow(options.borrow());
                NDArray posteriors = calibrated.posteriors(z, classes, RIDGE)) {
            return rows(posteriors.toDoubleArray(), classCount);
        }
    }

    /**
     * Returns class probabilities of each example (N, K) from a linear classifier that is fitted without the fold of the example. Folds are
     * stratified by class, and all classes have the same total weight.
     */
    private static double[][] outOfSample(NDArray z, int[] classes, int classCount, AuditOptions options, long seed) {
        int[] folds = folds(classes, classCount, options.folds(), seed);
        double[][] probabilities = new double[classes.length][];
        for (int fold = 0; fold < options.folds(); fold++) {
            int own = fold;
            int[] held = IntStream.range(0, classes.length)
                    .filter(i -> folds[i] == own)
                    .toArray();
            int[] rest = IntStream.range(0, classes.length)
                    .filter(i -> folds[i] != own)
                    .toArray();
            if (held.length == 0) {
                continue;
            }
            try (NDArray seen = pick(z, rest);
                    NDArray unseen = pick(z, held);
                    LinearProbe.Fitted fitted = LinearProbe.fit(
                            seen,
                            Arrays.stream(rest).map(i -> classes[i]).toArray(),
                            classCount,
                            options.linear(),
                            seed,
                            true)) {
                float[] predicted = fitted.probabilities(unseen);
                for (int i = 0; i < held.length; i++) {
                    double[] row = new double[classCount];
                    for (int k = 0; k < classCount; k++) {
                        row[k] = predicted[i * classCount + k];
                    }
                    probabilities[held[i]] = row;
                }
            }
        }
        return probabilities;
    }

    static int[] folds(int[] classes, int classCount, int count, long seed) {
        int[] folds = new int[classes.length];
        int next = 0;
        for (int k = 0; k < classCount; k++) {
            int own = k;
            int[] members = IntStream.range(0, classes.length)
                    .filter(i -> classes[i] == own)
                    .toArray();
            for (int place : Permutation.of(members.length, CounterRandom.key(seed, SeedStreams.AUDIT_FOLDS), k)) {
                folds[members[place]] = next++ % count;
            }
        }
        return folds;
    }

    private static double[][] mean(List<double[][]> parts, int classCount) {
        double[][] mean = new double[parts.get(0).length][classCount];
        for (double[][] part : parts) {
            for (int i = 0; i < mean.length; i++) {
                for (int k = 0; k < classCount; k++) {
                    mean[i][k] += part[i][k] / parts.size();
                }
            }
        }
        return mean;
    }

    private static NDArray pick(NDArray z, int[] rows) {
        try (NDArray index =
                z.getManager().create(Arrays.stream(rows).asLongStream().toArray())) {
            NDArray picked = AuditScript.rows(z, index);
            picked.attach(z.getManager());
            return picked;
        }
    }

    private static double[][] rows(double[] values, int columns) {
        return IntStream.range(0, values.length / columns)
                .mapToObj(i -> Arrays.copyOfRange(values, i * columns, (i + 1) * columns))
                .toArray(double[][]::new);
    }
}
