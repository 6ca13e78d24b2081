package io.winnow.datasets.duplicate;

/**
 * Pairs of 64-bit hashes of which at most {@code distance} bits differ. The bits are divided into {@code distance + 1} bands. If so few bits
 * differ, at least one band is equal, so comparing the hashes that share a band finds all these pairs (dataset-report.md, section 3).
 */
final class HammingPairs {
    private HammingPairs() {}

    /**
     * Finds the pairs, each once.
     *
     * @param hashes hash of each entry (N)
     * @param distance largest number of different bits
     */
    static void forEach(long[] hashes, int distance, CandidatePairs pairs) {
        int bands = distance + 1;
        for (int band = 0; band < bands; band++) {
            long[] earlier = new long[band];
            for (int b = 0; b < band; b++) {
                earlier[b] = mask(b, bands);
            }
            long mask = mask(band, bands);
            int[] keys = new int[hashes.length];
            for (int i = 0; i < hashes.length; i++) {
                keys[i] = Long.hashCode((hashes[i] & mask) * 0x9E3779B97F4A7C15L);
            }
            Buckets.forEach(keys, bucket -> {
                for (int a = 1; a < bucket.length; a++) {
                    for (int b = 0; b < a; b++) {
                        long different = hashes[bucket[a]] ^ hashes[bucket[b]];
                        if (Long.bitCount(different) <= distance && isFirst(different, mask, earlier)) {
                            pairs.add(bucket[b], bucket[a]);
                        }
                    }
                }
            });
        }
    }

    /** Whether the band is equal, rather than only its key, and no earlier one is, so that a pair is found once. */
    private static boolean isFirst(long different, long mask, long[] earlier) {
        for (long before : earlier) {
            if ((different & before) == 0) {
                return false;
            }
        }
        return (different & mask) == 0;
    }

    /** Every {@code bands}-th bit: neighbouring bits of an image's hash are alike, so a band of them would have few different values. */
    private static long mask(int band, int bands) {
        long mask = 0;
        for (int bit = band; bit < Long.SIZE; bit += bands) {
            mask |= 1L << bit;
        }
        return mask;
    }
}
