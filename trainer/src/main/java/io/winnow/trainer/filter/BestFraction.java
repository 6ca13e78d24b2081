package io.winnow.trainer.filter;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The examples with the best scores (datacomp.md, sections 2 and 7). A missing score, NaN, is never kept.
 *
 * @param kept whether each example is kept (N)
 * @param threshold the worst score that is kept; empty if none is kept, or if no score is the threshold
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
record BestFraction(boolean[] kept, OptionalDouble threshold) {
    /** Keeps the scores that are at least a threshold; or at most, if low scores are the best. */
    static BestFraction byThreshold(double[] scores, boolean highest, double threshold) {
        boolean[] kept = new boolean[scores.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = highest ? scores[i] >= threshold : scores[i] <= threshold;
        }
        return new BestFraction(kept, OptionalDouble.of(threshold));
    }

    /**
     * Keeps a fraction of all examples, those without a score included.
     *
     * <p>The exact reading keeps the best floor(N * fraction), and of equal scores those with the smaller keys. The published one sorts the
     * scores, takes the one at place floor(N * fraction), counted from 0, as the threshold, and keeps all that are at least as good: one
     * more, and more still with ties. If there is no such place, it keeps every score.
     *
     * @param scores scores (N)
     * @param highest whether high scores are the best
     * @param keys keys (N), which break ties
     * @param fraction between 0 and 1
     */
    static BestFraction of(double[] scores, boolean highest, List<String> keys, double fraction, Reading reading) {
        Comparator<Integer> better = Comparator.comparingDouble(i -> highest ? -scores[i] : scores[i]);
        int[] order = IntStream.range(0, scores.length)
                .filter(i -> !Double.isNaN(scores[i]))
                .boxed()
                .sorted(better.thenComparing(keys::get))
                .mapToInt(i -> i)
                .toArray();
        // As a decimal: as a double, .29 * 100 is below 29.
        int place = BigDecimal.valueOf(fraction)
                .multiply(BigDecimal.valueOf(scores.length))
                .intValue();
        if (reading == Reading.PUBLISHED) {
            if (place < order.length) {
                return byThreshold(scores, highest, scores[order[place]]);
            }
            return new BestFraction(first(order, order.length, scores.length), OptionalDouble.empty());
        }
        int count = Math.min(place, order.length);
        return new BestFraction(
                first(order, count, scores.length),
                count == 0 ? OptionalDouble.empty() : OptionalDouble.of(scores[order[count - 1]]));
    }

    private static boolean[] first(int[] order, int count, int size) {
        boolean[] kept = new boolean[size];
        for (int i = 0; i < count; i++) {
            kept[order[i]] = true;
        }
        return kept;
    }
}
