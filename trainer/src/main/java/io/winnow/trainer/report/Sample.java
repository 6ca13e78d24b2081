package io.winnow.trainer.report;

import io.winnow.datasets.random.Permutation;
import java.util.Arrays;

/** Random samples of items. */
final class Sample {
    private Sample() {}

    /** Returns at most {@code most} of the items, drawn by a seed, ascending. */
    static int[] of(int[] items, int most, long seed) {
        return items.length <= most
                ? items
                : Arrays.stream(Permutation.of(items.length, seed))
                        .limit(most)
                        .map(i -> items[i])
                        .sorted()
                        .toArray();
    }
}
