package io.winnow.datasets.random;

import java.util.Arrays;

/** Uniformly random permutations. */
public final class Permutation {
    private Permutation() {}

    /** Returns the integers [0, size) in an order that is a function of the keys; every order is equally likely (Fisher-Yates shuffle). */
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
