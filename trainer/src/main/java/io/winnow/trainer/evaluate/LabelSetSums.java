package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sums and counts of which the figures on label sets are made that do not need all scores of a class at once, so that scores can come in
 * batches. They take memory in proportion to the number of classes.
 */
final class LabelSetSums {
    /** The threshold for classes without another one. */
    static final double HALF = 0.5;

    /** Number of the classes with the highest scores that are judged as a prediction. */
    static final int TOP = 3;

    private static final int[] FIRST = {1, 3, 5};

    /** Number of classes from which on what matters is the first few classes of each example. */
    private static final int LARGE = 50;

    private final LabelThresholds half;
    private final Optional<LabelThresholds> thresholds;
    private final LabelDecisions.Sums atHalf;
    private final LabelDecisions.Sums tuned;
    private final LabelDecisions.Sums top;
    private final List<TopLabels.Sums> first;
    private final LabelRanking.Sums ranking = new LabelRanking.Sums();
    private final CalibrationError error = new CalibrationError();
    private double squares;
    private double expected;
    private long positives;
    private long examples;
    private long known;
    private long pairs;

    /**
     * @param trainCounts number of positive training labels of each class (C), as given
     * @param trainExamples number of training examples
     * @param thresholds thresholds from validation data; empty if there are none
     */
    LabelSetSums(int[] trainCounts, int trainExamples, Optional<LabelThresholds> thresholds) {
        int classes = trainCounts.length;
        this.thresholds = thresholds;
        half = LabelThresholds.fixed(HALF, classes);
        atHalf = new LabelDecisions.Sums(classes);
        tuned = thresholds.isPresent() ? new LabelDecisions.Sums(classes) : atHalf;
        top = new LabelDecisions.Sums(classes);
        double[] propensities = Propensity.USUAL.of(trainCounts, trainExamples);
        first = classes < LARGE
                ? List.of()
                : Arrays.stream(FIRST)
                        .mapToObj(k -> new TopLabels.Sums(k, propensities))
                        .toList();
    }

    /** Adds the scores of further examples. */
    void add(LabelScores scores) {
        atHalf.add(scores, half.decide(scores.scores()));
        thresholds.ifPresent(each -> tuned.add(scores, each.decide(scores.scores())));
        top.add(scores, LabelDecisions.top(scores.scores(), scores.classes(), TOP));
        for (int i = 0; !first.isEmpty() && i < scores.examples(); i++) {
            int[] ranked = TopLabels.Sums.ranked(scores, i, FIRST[FIRST.length - 1]);
            int[] labels = TopLabels.Sums.labels(scores, i);
            first.forEach(each -> each.add(ranked, labels));
        }
        ranking.add(scores);
        for (int first = 0; first < scores.states().length; first += scores.classes()) {
            long before = known;
            for (int i = first; i < first + scores.classes(); i++) {
                if (scores.states()[i] != LabelScores.UNKNOWN) {
                    add(scores.scores()[i], scores.states()[i] == LabelScores.POSITIVE);
                }
            }
            examples += known > before ? 1 : 0;
        }
        pairs += scores.states().length;
    }

    private void add(float score, boolean positive) {
        error.add(score, positive);
        squares += Math.pow(score - (positive ? 1 : 0), 2);
        expected += score;
        positives += positive ? 1 : 0;
        known++;
    }

    /** The decisions at the thresholds, or at 0.5 if there are none. */
    LabelDecisions decisions() {
        return tuned.decisions();
    }

    /** Returns the report on all examples that were added, with the figures that need all scores of a class. */
    LabelSetReport report(
            double meanAveragePrecision, Map<String, Double> groups, List<LabelSetReport.PerClass> perClass) {
        return new LabelSetReport(
                meanAveragePrecision,
                groups,
                atHalf.decisions(),
                thresholds.map(each -> tuned.decisions()),
                top.decisions(),
                first.stream().map(TopLabels.Sums::metrics).toList(),
                ranking.means(),
                error.value(),
                squares / known,
                expected / examples,
                (double) positives / examples,
                (double) known / pairs,
                perClass);
    }
}
