package io.winnow.trainer.evaluate;

import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.TrueLabelSets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Measures how well scores find classes that examples have although they are not listed, and listed classes that they do not have, for label
 * sets whose true classes are known (multi-label-common.md, section 5).
 */
public final class MissingLabelDetection {
    private static final int[] TOPS = {100, 1000};

    private MissingLabelDetection() {}

    /**
     * Returns the average precision and the precision at 100 and 1,000 of both rankings, each if there are such mistakes.
     *
     * @param truth true classes of each example (N)
     * @param given given classes of each example (N)
     * @param missing score of each pair of an example and a class (N * C): higher if the example rather has the class, for classes that are
     *     not listed
     * @param listed the same for classes that are listed
     */
    public static Map<String, Double> of(TrueLabelSets truth, ClassSets given, float[] missing, float[] listed) {
        byte[] right = LabelScores.complete(missing, truth.reveal(), given.classCount())
                .states();
        byte[] states = LabelScores.complete(missing, given.positives(), given.classCount())
                .states();
        Map<String, Double> figures = new LinkedHashMap<>();
        put("missing", LabelScores.NEGATIVE, 1, right, states, missing, figures);
        put("wrong", LabelScores.POSITIVE, -1, right, states, listed, figures);
        return figures;
    }

    /**
     * Returns how well classes that a training found were missing: {@code corrected_labels_right}, the share of them that examples truly have,
     * and {@code missing_labels_found}, the share of the classes that truly are missing. Each is left out if there are no such classes.
     *
     * @param truth true classes of each example (N)
     * @param given given classes of each example (N)
     * @param found whether each pair of an example and a class was found (N * C), none of which is listed
     */
    public static Map<String, Double> found(TrueLabelSets truth, ClassSets given, boolean[] found) {
        byte[] listed = LabelScores.states(given);
        byte[] right = LabelScores.complete(new float[listed.length], truth.reveal(), given.classCount())
                .states();
        double missing = 0;
        double all = 0;
        double hits = 0;
        for (int i = 0; i < found.length; i++) {
            boolean has = right[i] == LabelScores.POSITIVE;
            missing += has && listed[i] != LabelScores.POSITIVE ? 1 : 0;
            all += found[i] ? 1 : 0;
            hits += found[i] && has ? 1 : 0;
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        if (all > 0) {
            figures.put("corrected_labels_right", hits / all);
        }
        if (missing > 0) {
            figures.put("missing_labels_found", hits / missing);
        }
        return figures;
    }

    private static void put(
            String name,
            byte state,
            int sign,
            byte[] right,
            byte[] states,
            float[] scores,
            Map<String, Double> figures) {
        int[] places = IntStream.range(0, states.length)
                .filter(i -> states[i] == state)
                .toArray();
        float[] own = new float[places.length];
        boolean[] mistaken = new boolean[places.length];
        int mistakes = 0;
        for (int i = 0; i < places.length; i++) {
            own[i] = sign * scores[places[i]];
            mistaken[i] = right[places[i]] != state;
            mistakes += mistaken[i] ? 1 : 0;
        }
        if (mistakes == 0) {
            return;
        }
        figures.put(name + "_average_precision", AveragePrecision.of(own, mistaken));
        int[] order = Ranks.descending(own);
        for (int top : TOPS) {
            int count = Math.min(top, order.length);
            long found =
                    IntStream.range(0, count).filter(i -> mistaken[order[i]]).count();
            figures.put(name + "_precision_at_" + top, found / (double) count);
        }
    }
}
