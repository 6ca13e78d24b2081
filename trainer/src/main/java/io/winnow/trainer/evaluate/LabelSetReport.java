package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * How well probabilities predict label sets.
 *
 * @param meanAveragePrecision mean over the classes with a known positive of their average precision (mAP)
 * @param groups the same mean over classes by their number of positive training labels: many (at least 100), medium (20 to 99) and few (less
 *     than 20); a group without such a class is left out, and all of them if nothing is known of the training labels, as for published models
 * @param half decisions at a threshold of 0.5
 * @param tuned decisions at thresholds that were chosen on validation data; empty if there are none
 * @param top decisions for the three classes with the highest probability, whatever it is
 * @param first the first 1, 3 and 5 classes of each example, if there are at least 50 classes
 * @param ranking how well the classes of each example are ranked
 * @param calibrationError expected calibration error over all known pairs in 15 bins
 * @param brier mean over all known pairs of the squared difference between the probability and 1 or 0
 * @param expectedSize mean over the examples with a known pair of the sum of the probabilities of their known pairs: the number of classes
 *     that is expected of them
 * @param meanSize mean over the same examples of the number of their known positives
 * @param knownShare share of the pairs that are known; the others are left out everywhere
 * @param perClass figures of each class
 */
public record LabelSetReport(
        double meanAveragePrecision,
        Map<String, Double> groups,
        LabelDecisions half,
        Optional<LabelDecisions> tuned,
        LabelDecisions top,
        List<TopLabels> first,
        LabelRanking ranking,
        double calibrationError,
        double brier,
        double expectedSize,
        double meanSize,
        double knownShare,
        List<PerClass> perClass)
        implements Report {
    private static final String TUNED = "_tuned";
    private static final int MANY = 100;
    private static final int MEDIUM = 20;

    /**
     * One class.
     *
     * @param trainCount number of positive training labels, as given
     * @param positives number of known positives among the test examples
     * @param averagePrecision NaN if there is no known positive
     * @param threshold the probability from which on the class is predicted: the tuned one if there is one, else 0.5
     * @param precision precision at this threshold, as are recall and F1
     */
    public record PerClass(
            String name,
            int trainCount,
            int positives,
            int negatives,
            int unknown,
            double averagePrecision,
            double threshold,
            double precision,
            double recall,
            double f1) {}

    /**
     * Compares probabilities with what is known.
     *
     * @param scores probabilities of the test examples (N, C)
     * @param trainCounts number of positive training labels of each class (C), as given
     * @param trainExamples number of training examples
     * @param names names of the classes (C)
     * @param thresholds thresholds from validation data; empty if there are none
     */
    public static LabelSetReport of(
            LabelScores scores,
            int[] trainCounts,
            int trainExamples,
            List<String> names,
            Optional<LabelThresholds> thresholds) {
        int classes = scores.classes();
        if (names.size() != classes || trainCounts.length != classes) {
            throw new IllegalArgumentException(names.size() + " names and " + trainCounts.length
                    + " counts do not belong to " + classes + " classes.");
        }
        double[] precisions = AveragePrecision.perClass(scores);
        double[] used = thresholds
                .orElse(LabelThresholds.fixed(LabelSetSums.HALF, classes))
                .perClass();
        LabelSetSums sums = new LabelSetSums(trainCounts, trainExamples, thresholds);
        sums.add(scores);
        List<LabelDecisions.Counts> decided = sums.decisions().perClass();
        return sums.report(
                AveragePrecision.mean(scores),
                groups(precisions, trainCounts),
                IntStream.range(0, classes)
                        .mapToObj(c -> new PerClass(
                                names.get(c),
                                trainCounts[c],
                                scores.count(c, LabelScores.POSITIVE),
                                scores.count(c, LabelScores.NEGATIVE),
                                scores.count(c, LabelScores.UNKNOWN),
                                precisions[c],
                                used[c],
                                decided.get(c).precision(),
                                decided.get(c).recall(),
                                decided.get(c).f1()))
                        .toList());
    }

    private static Map<String, Double> groups(double[] precisions, int[] trainCounts) {
        if (Arrays.stream(trainCounts).allMatch(count -> count == 0)) {
            return Map.of();
        }
        Map<String, IntPredicate> members = new LinkedHashMap<>();
        members.put("many", count -> count >= MANY);
        members.put("medium", count -> count >= MEDIUM && count < MANY);
        members.put("few", count -> count < MEDIUM);
        Map<String, Double> groups = new LinkedHashMap<>();
        members.forEach((name, member) -> IntStream.range(0, precisions.length)
                .filter(c -> member.test(trainCounts[c]) && !Double.isNaN(precisions[c]))
                .mapToDouble(c -> precisions[c])
                .average()
                .ifPresent(mean -> groups.put(name, mean)));
        return groups;
    }

    /**
     * Returns the metrics for a table of results, without those that are undefined. Of precision (p), recall (r) and F1, {@code op},
     * {@code or} and {@code of1} are over all pairs (micro), and {@code cp}, {@code cr} and {@code cf1} over the means of the classes. Names
     * are at a threshold of 0.5, those that end with {@code _tuned} at the thresholds chosen on validation data, and those that begin with
     * {@code top3_} for the three most probable classes.
     */
    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("map", meanAveragePrecision);
        groups.forEach((name, value) -> metrics.put("map_" + name, value));
        metrics.putAll(half.metrics());
        tuned.ifPresent(decisions -> decisions.metrics().forEach((name, value) -> metrics.put(name + TUNED, value)));
        metrics.remove(LabelDecisions.CLASSES_MISSING + TUNED);
        Map<String, Double> topMetrics = top.metrics();
        for (String name : Arrays.asList("of1", "macro_f1", "cf1")) {
            metrics.put("top" + LabelSetSums.TOP + "_" + name, topMetrics.getOrDefault(name, Double.NaN));
        }
        first.forEach(each -> metrics.putAll(each.metrics()));
        metrics.putAll(ranking.metrics());
        metrics.put("ece", calibrationError);
        metrics.put("brier", brier);
        metrics.put("expected_size", expectedSize);
        metrics.put("mean_size", meanSize);
        metrics.put("known_share", knownShare);
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }
}
