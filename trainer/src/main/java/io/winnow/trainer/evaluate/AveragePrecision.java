package io.winnow.trainer.evaluate;

import java.util.stream.IntStream;

/**
 * Average precision (AP): the area under the precision-recall curve, as a sum over distinct scores without interpolation. Examples with
 * equal scores are counted together.
 */
public final class AveragePrecision {
    private AveragePrecision() {}

    /**
     * Returns the average precision of one ranking.
     *
     * @param scores score of each example (N); positives should have higher scores
     * @param positive whether each example is positive (N)
     * @return in [0, 1]; NaN if there is no positive example
     */
    public static double of(float[] scores, boolean[] positive) {
        int[] order = Ranks.descending(scores);
        int total = 0;
        for (boolean value : positive) {
            total += value ? 1 : 0;
        }
        double sum = 0;
        int hits = 0;
        int counted = 0;
        for (int i = 0; i < order.length; ) {
            int end = i;
            int tied = 0;
            do {
                tied += positive[order[end]] ? 1 : 0;
                end++;
            } while (end < order.length && scores[order[end]] == scores[order[i]]);
            hits += tied;
            counted = end;
            sum += (double) tied * hits / counted;
            i = end;
        }
        return total == 0 ? Double.NaN : sum / total;
    }

    /** Returns the average precision of each class (C), over its known pairs; NaN for classes without a known positive. */
    public static double[] perClass(LabelScores scores) {
        return IntStream.range(0, scores.classes())
                .mapToObj(scores::ofClass)
                .mapToDouble(known -> of(known.scores(), known.positive()))
                .toArray();
    }

    /** Returns the mean average precision (mAP) over the classes that have a known positive; NaN if there are none. */
    public static double mean(LabelScores scores) {
        double sum = 0;
        int counted = 0;
        for (double precision : perClass(scores)) {
            if (!Double.isNaN(precision)) {
                sum += precision;
                counted++;
            }
        }
        return sum / counted;
    }
}
