package io.winnow.datasets.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HammingPairsTest {
    /** Compares all pairs. Half of the hashes are others with up to six bits changed. */
    @Test
    void findsEachPairOnce() {
        Random random = new Random(3);
        long[] hashes = new long[400];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = random.nextLong();
            if (i > 0 && random.nextBoolean()) {
                hashes[i] = hashes[random.nextInt(i)];
                for (int bits = random.nextInt(7); bits > 0; bits--) {
                    hashes[i] ^= 1L << random.nextInt(64);
                }
            }
        }
        for (int distance = 0; distance < 6; distance++) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < hashes.length; i++) {
                for (int j = 0; j < i; j++) {
                    if (Long.bitCount(hashes[i] ^ hashes[j]) <= distance) {
                        expected.add(j + "-" + i);
                    }
                }
            }
            List<String> found = new ArrayList<>();
            HammingPairs.forEach(hashes, distance, (one, other) -> found.add(one + "-" + other));
            assertThat(expected).hasSizeGreaterThan(10);
            assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        }
    }
}
