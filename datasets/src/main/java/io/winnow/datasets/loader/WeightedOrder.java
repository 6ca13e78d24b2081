package io.winnow.datasets.loader;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import java.util.Arrays;

/**
 * An order in which each example occurs in proportion to its weight. The examples of an epoch are drawn by systematic sampling (Madow 1949,
 * "On the theory of systematic sampling, II"): of N examples with weights that sum to W, one with weight w occurs N w / W times on average,
 * and in each epoch this number rounded up or down. They are then shuffled.
 */
public final class WeightedOrder implements EpochOrder {
    /** Stream of the seed and the epoch with which the first point is drawn. */
    private static final long POINT = 1;

    /** Stream with which the examples are shuffled. */
    private static final long ORDER = 2;

    private final double[] ends;

    /**
     * Creates the order.
     *
     * @param weights weight of each example, at least 0
     * @throws IllegalArgumentException if a weight is negative or not finite, or if all are 0
     */
    public WeightedOrder(double[] weights) {
        ends = weights.clone();
        for (int i = 1; i < ends.length; i++) {
            ends[i] += ends[i - 1]; // in this order on every machine, since sums of doubles depend on it
        }
        boolean valid = Arrays.stream(weights).allMatch(weight -> weight >= 0 && weight < Double.POSITIVE_INFINITY);
        if (!valid || weights.length == 0 || !(ends[ends.length - 1] > 0)) {
            throw new IllegalArgumentException(
                    "The weights of examples must be numbers of at least 0, of which one is above 0.");
        }
    }

    @Override
    public int[] of(long seed, long epoch) {
        int size = ends.length;
        double step = ends[size - 1] / size;
        double first = CounterRandom.of(seed, epoch, POINT).nextDouble();
        int[] drawn = new int[size];
        int example = 0;
        for (int k = 0; k < size; k++) {
            double point = (k + first) * step;
            while (example < size - 1 && ends[example] <= point) {
                example++;
            }
            drawn[k] = example;
        }
        int[] order = Permutation.of(size, seed, epoch, ORDER);
        Arrays.setAll(order, i -> drawn[order[i]]);
        return order;
    }
}
