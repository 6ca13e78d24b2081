package io.winnow.datasets.duplicate;

import java.util.Arrays;
import java.util.function.Consumer;

/** Finds entries with equal keys by sorting. */
final class Buckets {
    private static final long INDEX = 0xffffffffL;

    private Buckets() {}

    /**
     * Visits the entries of each key that occurs more than once, ascending.
     *
     * @param keys key of each entry (N)
     */
    static void forEach(int[] keys, Consumer<int[]> visitor) {
        long[] sorted = new long[keys.length];
        for (int i = 0; i < keys.length; i++) {
            sorted[i] = (long) keys[i] << 32 | i;
        }
        Arrays.sort(sorted);
        for (int begin = 0, end; begin < sorted.length; begin = end) {
            end = begin + 1;
            while (end < sorted.length && sorted[end] >> 32 == sorted[begin] >> 32) {
                end++;
            }
            if (end - begin > 1) {
                visitor.accept(Arrays.stream(sorted, begin, end)
                        .mapToInt(each -> (int) (each & INDEX))
                        .toArray());
            }
        }
    }
}
