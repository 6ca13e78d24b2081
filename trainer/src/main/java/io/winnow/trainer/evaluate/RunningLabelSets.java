package io.winnow.trainer.evaluate;

import io.winnow.datasets.label.ClassSets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Judges probabilities of label sets that come in batches, where there are too many pairs of an example and a class to hold a number for each
 * of them. It takes memory for a few numbers for each class and for the {@value #KEPT} most probable classes of each example.
 *
 * <p>What needs all scores of a class at once is left out: average precision (mAP and its groups), a threshold for each class, and the figures
 * of each class.
 */
public final class RunningLabelSets {
    /** Number of pairs of an example and a class up to which all scores are held at once, and everything is computed. */
    public static final long MOST_PAIRS = 50_000_000;

    /** Number of the most probable classes of each example among which a threshold is sought. */
    private static final int KEPT = 100;

    private final ClassSets truth;
    private final LabelSetSums sums;
    private final int kept;
    /** Scores of the most probable known classes of each example (N, kept). */
    private final float[] best;
    /** States of these pairs; those of missing ones are unknown. */
    private final byte[] bestStates;
    /** Scores of the most probable classes of each example (N, kept), known or not; the same array as the known ones if all are known. */
    private final float[] mostProbable;

    private int seen;

    /**
     * @param truth labels of the examples (N)
     * @param trainCounts number of positive training labels of each class (C), as given
     * @param trainExamples number of training examples
     * @param thresholds thresholds from validation data; empty if there are none
     */
    public RunningLabelSets(
            ClassSets truth, int[] trainCounts, int trainExamples, Optional<LabelThresholds> thresholds) {
        this.truth = truth;
        sums = new LabelSetSums(trainCounts, trainExamples, thresholds);
        kept = Math.min(KEPT, truth.classCount());
        best = new float[Math.multiplyExact(truth.size(), kept)];
        bestStates = new byte[best.length];
        mostProbable = truth.complete() ? best : new float[best.length];
    }

    /** Returns whether examples have too many pairs to hold a number for each of them. */
    public static boolean needed(int examples, int classes) {
        return (long) examples * classes > MOST_PAIRS;
    }

    /** Returns the number of examples of a batch whose scores take a few megabytes. */
    public static int batch(int classes) {
        return (int) Math.max(1, Math.min(256, 4_000_000L / classes));
    }

    /**
     * Adds the scores of the next examples.
     *
     * @param scores probabilities (B, C) in row-major order
     */
    public void add(float[] scores) {
        int count = scores.length / truth.classCount();
        LabelScores pairs = LabelScores.of(
                scores, truth.select(IntStream.range(seen, seen + count).toArray()));
        sums.add(pairs);
        for (int i = 0; i < count; i++) {
            int first = i * pairs.classes();
            int place = (seen + i) * kept;
            for (int c : Ranks.first(scores, first, first + pairs.classes(), kept, pairs.states())) {
                best[place] = scores[first + c];
                bestStates[place++] = pairs.states()[first + c];
            }
            if (mostProbable != best) {
                place = (seen + i) * kept;
                for (int c : Ranks.first(scores, first, first + pairs.classes(), kept, null)) {
                    mostProbable[place++] = scores[first + c];
                }
            }
        }
        seen += count;
    }

    /**
     * The report, without anything that has an entry for each class.
     *
     * @param metrics as {@link LabelSetReport#metrics} describes them
     */
    private record Figures(Map<String, Double> metrics) implements Report {}

    /** Returns the report on all examples. */
    public Report report() {
        requireAll();
        return new Figures(sums.report(Double.NaN, Map.of(), List.of()).metrics());
    }

    /** Returns why figures are missing in {@link #report}. */
    public static String note(int examples, int classes, String unit) {
        return String.format(
                Locale.ROOT,
                "mAP, the metrics of each class, and all baselines except the constant one are left out for %,d %s and %,d"
                        + " classes, because they need the probabilities of all %,d pairs at once, and the limit is %,d. If the"
                        + " validation examples exceed it as well, one threshold is chosen for all classes.",
                examples,
                unit,
                classes,
                (long) examples * classes,
                MOST_PAIRS);
    }

    /**
     * Chooses one threshold for all classes, that with the largest micro F1 among the thresholds at which no example has more than {@value
     * #KEPT} classes.
     */
    public LabelThresholds largestMicroF1() {
        requireAll();
        LabelScores.Known known = new LabelScores(best, bestStates, kept).all();
        int positives =
                Arrays.stream(truth.positives()).mapToInt(own -> own.length).sum();
        return LabelThresholds.fixed(LabelThresholds.largestF1(known, positives).threshold(), truth.classCount());
    }

    /**
     * Chooses one threshold for all classes like {@link LabelThresholds#matching}, for at most {@value #KEPT} labels of an example, whether it
     * is known of them or not that the example has them.
     */
    public LabelThresholds matching(double labels) {
        requireAll();
        return LabelThresholds.fixed(
                LabelThresholds.matching(mostProbable, kept, labels).shared(), truth.classCount());
    }

    private void requireAll() {
        if (seen != truth.size()) {
            throw new IllegalStateException("Scores of " + seen + " of " + truth.size() + " examples were added.");
        }
    }
}
