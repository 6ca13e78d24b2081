package io.winnow.datasets.split;

import io.winnow.datasets.DataException;
import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A random order of items that depends on their keys and a seed only, and not on the order in which they are stored: items are sorted by
 * the first 64 bits of the SHA-256 of the seed (8 bytes, big-endian) and the key (UTF-8). If items are added or removed, the others keep
 * their relative order.
 */
final class KeyOrder {
    /** 16 hexadecimal digits are 64 bits. */
    private static final int DIGITS = 16;

    private KeyOrder() {}

    /**
     * Returns the items in their random order.
     *
     * @throws DataException if two items have the same key
     */
    static int[] of(List<String> keys, long seed) throws DataException {
        Map<String, Integer> first = new HashMap<>();
        long[] hashes = new long[keys.size()];
        for (int i = 0; i < hashes.length; i++) {
            Integer before = first.putIfAbsent(keys.get(i), i);
            if (before != null) {
                throw new DataException("A split needs different keys, but items " + (before + 1) + " and " + (i + 1)
                        + " both have the key '" + keys.get(i) + "'. Choose a column whose values differ as the key.");
            }
            hashes[i] = Long.parseUnsignedLong(
                    new Fingerprint().add(seed).add(keys.get(i)).hex().substring(0, DIGITS), 16);
        }
        return IntStream.range(0, hashes.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(i -> hashes[i] ^ Long.MIN_VALUE)
                        .thenComparing(keys::get))
                .mapToInt(each -> each)
                .toArray();
    }
}
