package io.winnow.datasets.duplicate;

import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;

/**
 * MinHash with bands (Broder, "On the resemblance and containment of documents", 1997; Leskovec, Rajaraman and Ullman, "Mining of Massive
 * Datasets", section 3.4). The smallest value of a set under a random permutation is equal for two sets with the probability of their
 * Jaccard similarity J. With 32 bands of 4 permutations, two sets agree in at least one band with probability {@code 1 - (1 - J^4)^32},
 * which is .99999 for J = .8 and .23 for J = .3.
 */
final class MinHash {
    static final int BANDS = 32;

    private static final int ROWS = 4;
    private static final long SEED = 128;

    private final long[] factors = new long[BANDS * ROWS];
    private final long[] offsets = new long[BANDS * ROWS];

    MinHash() {
        CounterRandom random = CounterRandom.of(SEED);
        for (int i = 0; i < factors.length; i++) {
            factors[i] = random.nextLong() | 1; // an odd factor permutes the 64-bit integers
            offsets[i] = random.nextLong();
        }
    }

    /** Returns a hash of the four smallest values of each band (32) for a set of 64-bit hashes. */
    int[] bands(long[] set) {
        long[] smallest = new long[factors.length];
        Arrays.fill(smallest, Long.MAX_VALUE);
        for (long element : set) {
            for (int i = 0; i < smallest.length; i++) {
                smallest[i] = Math.min(smallest[i], factors[i] * element + offsets[i]);
            }
        }
        int[] bands = new int[BANDS];
        for (int band = 0; band < BANDS; band++) {
            bands[band] =
                    Long.hashCode(CounterRandom.key(Arrays.copyOfRange(smallest, band * ROWS, (band + 1) * ROWS)));
        }
        return bands;
    }
}
