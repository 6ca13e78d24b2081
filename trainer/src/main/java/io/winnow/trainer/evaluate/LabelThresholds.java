package io.winnow.trainer.evaluate;

import java.util.Arrays;

/**
 * Thresholds that turn the scores of label sets into decisions: a class is predicted if its score reaches its threshold. They are chosen on
 * validation data, never on those that they are judged by.
 *
 * @param shared the threshold for all classes together
 * @param perClass threshold of each class (C), which is the shared one for classes without one of their own
 * @param own whether each class has a threshold of its own (C)
 */
@SuppressWarnings("ArrayRecordComponent") // a table that is written; never compared
public record LabelThresholds(double shared, double[] perClass, boolean[] own) {
    /**
     * A threshold with its F1 on the pairs that it was chosen on.
     *
     * @param f1 NaN if no pair is positive; the threshold is then 0.5
     */
    public record Choice(double threshold, double f1) {}

    /** Returns the same threshold for all classes. */
    public static LabelThresholds fixed(double threshold, int classes) {
        double[] all = new double[classes];
        Arrays.fill(all, threshold);
        return new LabelThresholds(threshold, all, new boolean[classes]);
    }

    /** Chooses one threshold for all classes, that with the largest micro F1 (OF1). */
    public static LabelThresholds largestMicroF1(LabelScores validation) {
        return fixed(largestF1(validation.all()).threshold(), validation.classes());
    }

    /**
     * Chooses the threshold with the largest F1 for each class. Classes with few positives, or without a negative, get the threshold with the
     * largest micro F1.
     *
     * @param fewest number of positives from which on a class gets a threshold of its own
     */
    public static LabelThresholds largestF1(LabelScores validation, int fewest) {
        LabelThresholds thresholds = largestMicroF1(validation);
        for (int c = 0; c < validation.classes(); c++) {
            LabelScores.Known known = validation.ofClass(c);
            boolean both = known.positives() > 0 && known.positives() < known.scores().length;
            if (both && known.positives() >= fewest) {
                thresholds.perClass[c] = largestF1(known).threshold();
                thresholds.own[c] = true;
            }
        }
        return thresholds;
    }

    /**
     * Finds the threshold with the largest F1. The candidates are the distinct scores. Of several with the largest F1, the highest is taken.
     * The threshold returned is the middle between this score and the next lower one, if there is one.
     */
    static Choice largestF1(LabelScores.Known known) {
        return largestF1(known, known.positives());
    }

    /**
     * Finds the threshold like {@link #largestF1(LabelScores.Known)} among the highest scores only.
     *
     * @param known the pairs with the highest scores
     * @param positives number of positives among these and all other pairs
     */
    static Choice largestF1(LabelScores.Known known, int positives) {
        if (positives == 0) {
            return new Choice(0.5, Double.NaN);
        }
        float[] scores = known.scores();
        int[] order = Ranks.descending(scores);
        Choice best = new Choice(Double.NaN, -1);
        int hits = 0;
        for (int i = 0; i < order.length; ) {
            int end = i;
            while (end < order.length && scores[order[end]] == scores[order[i]]) {
                hits += known.positive()[order[end]] ? 1 : 0;
                end++;
            }
            double f1 = 2.0 * hits / (end + positives);
            if (f1 > best.f1()) {
                best = new Choice(below(scores, order, end), f1);
            }
            i = end;
        }
        return best;
    }

    /**
     * Chooses one threshold for all classes such that the mean number of predicted labels comes closest to a given number; of two equally
     * close ones, the higher. It uses no labels, so it suits validation data whose labels are themselves incomplete, on which the largest
     * F1 is found at a threshold that is too high.
     *
     * @param scores (N, C)
     * @param labels expected number of labels of an example, above 0
     */
    public static LabelThresholds matching(float[] scores, int classes, double labels) {
        double wanted = labels * scores.length / classes;
        int[] order = Ranks.descending(scores);
        double best = Double.POSITIVE_INFINITY;
        double threshold = Double.NaN;
        for (int i = 0; i < order.length; ) {
            int end = i;
            while (end < order.length && scores[order[end]] == scores[order[i]]) {
                end++;
            }
            if (Math.abs(end - wanted) < best) {
                best = Math.abs(end - wanted);
                threshold = below(scores, order, end);
            }
            i = end;
        }
        return fixed(threshold, classes);
    }

    /** The middle between the score at place {@code end - 1} of the order and the next lower one; the score itself if it is the lowest. */
    private static double below(float[] scores, int[] order, int end) {
        double score = scores[order[end - 1]];
        return end == order.length ? score : (score + scores[order[end]]) / 2;
    }

    /**
     * Returns the thresholds for probabilities whose logits are divided by a temperature: sigmoid(logit(t) / T) decides for the same classes
     * as t does without the temperature.
     */
    public LabelThresholds atTemperature(double temperature) {
        double[] all =
                Arrays.stream(perClass).map(each -> scaled(each, temperature)).toArray();
        return new LabelThresholds(scaled(shared, temperature), all, own);
    }

    private static double scaled(double probability, double temperature) {
        return 1 / (1 + Math.exp((Math.log1p(-probability) - Math.log(probability)) / temperature));
    }

    /** Returns whether each score (N, C) reaches its threshold. */
    public boolean[] decide(float[] scores) {
        boolean[] predicted = new boolean[scores.length];
        for (int first = 0; first < scores.length; first += perClass.length) {
            for (int c = 0; c < perClass.length; c++) {
                predicted[first + c] = scores[first + c] >= perClass[c];
            }
        }
        return predicted;
    }
}
