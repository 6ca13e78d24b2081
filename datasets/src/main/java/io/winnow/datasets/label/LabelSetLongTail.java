package io.winnow.datasets.label;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Long-tailed subsets of examples with several classes each, as in the benchmarks of COMIC (arXiv 2304.10539) and of the distribution-balanced
 * loss (Wu et al., ECCV 2020): class sizes follow a Pareto density as far as the co-occurrence of classes permits. Removal is greedy: where
 * classes co-occur freely, few examples remain.
 */
public final class LabelSetLongTail {
    /** The Pareto density is used up to its 99th percentile, where 1 / (1 - 0.99) is 100. */
    private static final double TAIL = 100;

    private LabelSetLongTail() {}

    /**
     * Returns the class sizes {@code R_i = floor(x_i^-(power + 1) (most - least) + least)}, with x in equal steps from 1 to
     * {@code 100^(1 / power)}.
     *
     * @param most size of the largest class
     * @param least the size that the smallest classes approach, in [0, most]
     * @param power exponent of the Pareto distribution, above 0; the larger, the slower sizes decrease
     */
    public static int[] reference(int classes, int most, int least, double power) {
        if (!(power > 0) || least < 0 || most < least) {
            throw new IllegalArgumentException(
                    "A long tail of label sets needs a power above 0 and 0 <= least <= most, found power " + power
                            + ", least " + least + " and most " + most + ".");
        }
        double last = Math.pow(TAIL, 1 / power);
        double step = classes == 1 ? 0 : (last - 1) / (classes - 1);
        return IntStream.range(0, classes)
                .map(i -> (int) (Math.pow(1 + i * step, -(power + 1)) * (most - least) + least))
                .toArray();
    }

    /**
     * Draws a subset. Classes take their turn by falling {@link #classOrder}: if fewer chosen examples have the class than its reference
     * wants, examples with the class are added until it is reached; if more have it, the surplus is removed, with all classes of these
     * examples.
     *
     * @param positives distinct class numbers of each example (N, different numbers)
     * @param reference wanted sizes (K), for the first class in turn, the second, and so on
     * @return indices of the chosen examples, ascending
     */
    public static int[] subset(int[][] positives, int[] reference, long seed) {
        int[] order = Permutation.of(positives.length, CounterRandom.key(seed, LabelStreams.LABEL_SET_LONG_TAIL));
        int[] priority = new int[order.length];
        for (int place = 0; place < order.length; place++) {
            priority[order[place]] = place;
        }
        return subset(positives, reference, priority);
    }

    /** Draws a subset; of several examples, the one with the lowest priority number is added or removed first. */
    static int[] subset(int[][] positives, int[] reference, int[] priority) {
        int[][] members = members(positives, reference.length, priority);
        boolean[] chosen = new boolean[positives.length];
        int[] turns = classOrder(positives, reference.length);
        for (int turn = 0; turn < turns.length; turn++) {
            int[] own = members[turns[turn]];
            int have = (int) IntStream.of(own).filter(i -> chosen[i]).count();
            boolean add = have < reference[turn];
            int[] changed = IntStream.of(own)
                    .filter(i -> chosen[i] != add)
                    .limit(Math.abs(reference[turn] - have))
                    .toArray();
            for (int example : changed) {
                chosen[example] = add;
            }
        }
        return IntStream.range(0, chosen.length).filter(i -> chosen[i]).toArray();
    }

    /**
     * Returns the classes by falling sum over all classes j of P(c | j), the share of the examples with class j that have class c. Of equal
     * classes, the one with the smaller number comes first.
     */
    static int[] classOrder(int[][] positives, int classCount) {
        double[][] both = new double[classCount][classCount];
        for (int[] own : positives) {
            for (int one : own) {
                for (int other : own) {
                    both[one][other]++;
                }
            }
        }
        double[] sums = new double[classCount];
        for (int j = 0; j < classCount; j++) {
            for (int c = 0; c < classCount && both[j][j] > 0; c++) {
                sums[c] += both[j][c] / both[j][j];
            }
        }
        return IntStream.range(0, classCount)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -sums[c]))
                .mapToInt(each -> each)
                .toArray();
    }

    /** Returns the examples of each class by rising priority number. */
    private static int[][] members(int[][] positives, int classCount, int[] priority) {
        int[] sizes = new int[classCount];
        Arrays.stream(positives).flatMapToInt(Arrays::stream).forEach(c -> sizes[c]++);
        int[][] members = Arrays.stream(sizes).mapToObj(int[]::new).toArray(int[][]::new);
        int[] filled = new int[classCount];
        IntStream.range(0, positives.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> priority[i]))
                .forEach(i -> {
                    for (int c : positives[i]) {
                        members[c][filled[c]++] = i;
                    }
                });
        return members;
    }
}
