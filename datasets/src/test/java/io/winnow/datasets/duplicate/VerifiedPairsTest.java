package io.winnow.datasets.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.split.Duplicates;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerifiedPairsTest {
    private static final int TRAIN = 1450;
    private static final int SIZE = TRAIN + 10;

    /** Training items alone use up the list: 1450 * 1449 / 2 pairs are more than a million. */
    @Test
    void leaksAreListedBeyondTheMostPairs() {
        Duplicates copies = new Duplicates(List.of(new int[] {1, TRAIN + 4}));
        VerifiedPairs pairs =
                new VerifiedPairs(SIZE, copies, item -> item < TRAIN, (one, other) -> other == SIZE - 1 ? 0.5 : 1, 0.9);
        for (int other = 1; other < SIZE; other++) {
            for (int one = 0; one < other; one++) {
                if (other != TRAIN + 4) {
                    pairs.add(one, other);
                }
            }
        }
        NearDuplicates found = pairs.found();
        assertThat(found.complete()).isFalse();
        // The copy of a training item is exactly in the training data, and the last item is unlike all others.
        assertThat(found.pairs().stream().filter(pair -> pair.other() >= TRAIN).map(SimilarPair::other))
                .containsExactlyElementsOf(IntStream.range(TRAIN, SIZE - 1)
                        .filter(item -> item != TRAIN + 4)
                        .boxed()
                        .toList());
        assertThat(found.groups()).hasSize(1);
        assertThat(found.repeated()).isEqualTo(SIZE - 2);
    }
}
