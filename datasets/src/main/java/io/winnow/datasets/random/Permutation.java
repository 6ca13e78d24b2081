package io.winnow.datasets.random;

import java.util.Arrays;

/** Uniform shuffles. */
public final class Permutation {
    private Permutation() {}

    /** The numbers [0, size) in an order that is a function of the keys; every order is equally likely (Fisher and Yates). */
    public static int[] of(int size, long... keys) {
        int[] order = new int[size];
        Arrays.setAll(order, i -> i);
        CounterRandom random = CounterRandom.of(keys);
        for (int last = size - 1; last > 0; last--) {
            int chosen = random.nextInt(last + 1);
            int kept = order[last];
            order[last] = order[chosen];
            order[chosen] = kept;
        }
        return order;
    }
}
