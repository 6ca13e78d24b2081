package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How well a classifier predicts.
 *
 * @param accuracy share of the examples whose most probable class (with the lowest number, if several are) is the true one
 * @param balancedAccuracy mean of the accuracies of the classes that have test examples
 * @param calibrationError expected calibration error in 15 bins of equal width, closed on the right (Guo et al., ICML 2017)
 * @param negativeLogLikelihood mean of -ln p(true class)
 * @param auc area under the ROC curve, if there are two classes and both have test examples; otherwise NaN
 * @param groups accuracies of the classes with many, medium and few training examples: thirds of the classes in descending order of their
 *     training examples, without groups that have no test example; empty if there are fewer than three classes, if all have equally many
 *     training examples, or if nothing is known of these, as for published models
 * @param perClass accuracy and counts of each class
 * @param confusion numbers of examples (K, K): rows are true classes, columns are predicted classes
 */
@SuppressWarnings("ArrayRecordComponent") // a table that is written; never compared
public record ClassificationReport(
        double accuracy,
        double balancedAccuracy,
        double calibrationError,
        double negativeLogLikelihood,
        double auc,
        Map<String, Double> groups,
        List<PerClass> perClass,
        int[][] confusion)
        implements Report {
    /** Metric: the number of classes without a test example, which means over classes leave out. It is left out if it is 0. */
    public static final String CLASSES_MISSING = "classes_without_test_examples";

    /**
     * One class.
     *
     * @param trainCount number of training examples with this given label
     * @param accuracy share of its test examples that are predicted right; NaN if it has none
     */
    public record PerClass(String name, int trainCount, int testCount, double accuracy) {}

    /**
     * Compares predictions with the truth.
     *
     * @param probabilities class probabilities of the test examples (M, K), row-major
     * @param truth true classes (M); not every class need occur
     * @param trainCounts numbers of training examples of the classes (K)
     * @param names names of the classes (K)
     */
    public static ClassificationReport of(float[] probabilities, int[] truth, int[] trainCounts, List<String> names) {
        int classes = trainCounts.length;
        if (names.size() != classes) {
            throw new IllegalArgumentException(names.size() + " names do not belong to " + classes + " classes");
        }
        if (probabilities.length != truth.length * classes || truth.length == 0) {
            throw new IllegalArgumentException(probabilities.length + " probabilities do not belong to " + truth.length
                    + " examples and " + classes + " classes");
        }
        int[][] confusion = new int[classes][classes];
        CalibrationError error = new CalibrationError();
        double likelihood = 0;
        for (int i = 0; i < truth.length; i++) {
            int best = Ranks.largest(probabilities, i * classes, classes);
            error.add(probabilities[i * classes + best], best == truth[i]);
            confusion[truth[i]][best]++;
            likelihood -= Math.log(Math.max(probabilities[i * classes + truth[i]], Float.MIN_NORMAL));
        }
        List<PerClass> perClass = IntStream.range(0, classes)
                .mapToObj(c -> {
                    int all = Arrays.stream(confusion[c]).sum();
                    return new PerClass(names.get(c), trainCounts[c], all, (double) confusion[c][c] / all);
                })
                .toList();
        int[] every = IntStream.range(0, classes).toArray();
        return new ClassificationReport(
                accuracy(confusion, every),
                perClass.stream()
                        .mapToDouble(PerClass::accuracy)
                        .filter(Double::isFinite)
                        .average()
                        .orElse(Double.NaN),
                error.value(),
                likelihood / truth.length,
                classes == 2 ? auc(probabilities, truth) : Double.NaN,
                groups(confusion, trainCounts),
                perClass,
                confusion);
    }

    /** Returns the same figures without those of classes with many and few training examples, for training examples whose classes are unknown. */
    public ClassificationReport withoutGroups() {
        return new ClassificationReport(
                accuracy,
                balancedAccuracy,
                calibrationError,
                negativeLogLikelihood,
                auc,
                Map.of(),
                perClass,
                confusion);
    }

    private static double auc(float[] probabilities, int[] truth) {
        double[] scores = new double[truth.length];
        boolean[] positive = new boolean[truth.length];
        for (int i = 0; i < truth.length; i++) {
            scores[i] = probabilities[2 * i + 1];
            positive[i] = truth[i] == 1;
        }
        return RocAuc.of(scores, positive);
    }

    private static Map<String, Double> groups(int[][] confusion, int[] trainCounts) {
        int classes = trainCounts.length;
        int third = classes / 3;
        boolean equal = Arrays.stream(trainCounts).distinct().count() <= 1;
        if (third == 0 || equal) {
            return Map.of();
        }
        int[] byCount = IntStream.range(0, classes)
                .boxed()
                .sorted(Comparator.comparingInt((Integer c) -> -trainCounts[c]))
                .mapToInt(Integer::intValue)
                .toArray();
        Map<String, Double> groups = new LinkedHashMap<>();
        groups.put("many", accuracy(confusion, Arrays.copyOfRange(byCount, 0, third)));
        groups.put("medium", accuracy(confusion, Arrays.copyOfRange(byCount, third, classes - third)));
        groups.put("few", accuracy(confusion, Arrays.copyOfRange(byCount, classes - third, classes)));
        groups.values().removeIf(value -> value.isNaN());
        return groups;
    }

    /** Returns the accuracy over all examples of some classes; NaN if there are none. */
    private static double accuracy(int[][] confusion, int[] classes) {
        double correct = 0;
        double all = 0;
        for (int c : classes) {
            correct += confusion[c][c];
            all += Arrays.stream(confusion[c]).sum();
        }
        return correct / all;
    }

    /** Returns the metrics for a table of results. */
    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("accuracy", accuracy);
        groups.forEach((name, value) -> metrics.put(name + "_accuracy", value));
        metrics.put("balanced_accuracy", balancedAccuracy);
        metrics.put("ece", calibrationError);
        metrics.put("nll", negativeLogLikelihood);
        if (!Double.isNaN(auc)) {
            metrics.put("auc", auc);
        }
        long missing = perClass.stream().filter(each -> each.testCount() == 0).count();
        if (missing > 0) {
            metrics.put(CLASSES_MISSING, (double) missing);
        }
        return metrics;
    }
}
