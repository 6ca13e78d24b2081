package io.winnow.trainer.recipe.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.engine.BatchSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The batches of an epoch. */
class DiscoveryObjectiveTest {
    /** Twelve examples, of which the first six are labelled, three of them by answers. */
    private static BatchSource<DiscoveryObjective.Drawn> batches(int answerBatch) {
        int[] given = {0, 1, 0, 2, 2, 3, -1, -1, -1, -1, -1, -1};
        KnownPart known = new KnownPart(
                List.of("a", "b", "c", "d"),
                2,
                List.of(),
                0,
                given,
                new int[] {3, 4, 5},
                Optional.empty(),
                Optional.empty());
        return DiscoveryObjective.batches(known, 4, answerBatch);
    }

    @Test
    void anEpochEndsWithEachAnswerOnce() throws Exception {
        BatchSource<DiscoveryObjective.Drawn> source = batches(2);
        assertThat(source.batchesPerEpoch()).isEqualTo(3 + 2);
        try (BatchSource.Batches<DiscoveryObjective.Drawn> all = source.from(7, 0);
                BatchSource.Batches<DiscoveryObjective.Drawn> resumed = source.from(7, 9)) {
            for (int epoch = 0; epoch < 2; epoch++) {
                List<Integer> answers = new ArrayList<>();
                for (int batch = 0; batch < 5; batch++) {
                    DiscoveryObjective.Drawn drawn = all.next();
                    assertThat(drawn.answers()).isEqualTo(batch >= 3);
                    assertThat(drawn.rows()).hasSize(batch < 3 ? 4 : batch == 3 ? 2 : 1);
                    if (drawn.answers()) {
                        IntStream.of(drawn.rows()).forEach(answers::add);
                    }
                    if (epoch == 1 && batch == 4) {
                        assertThat(resumed.next().rows()).containsExactly(drawn.rows());
                    }
                }
                assertThat(answers).containsExactlyInAnyOrder(3, 4, 5);
            }
        }
    }

    @Test
    void answersHaveNoBatchesOfTheirOwnIfNobodyWantsThem() throws Exception {
        BatchSource<DiscoveryObjective.Drawn> source = batches(0);
        assertThat(source.batchesPerEpoch()).isEqualTo(3);
        try (BatchSource.Batches<DiscoveryObjective.Drawn> all = source.from(7, 0)) {
            for (int batch = 0; batch < 6; batch++) {
                assertThat(all.next().answers()).isFalse();
            }
        }
    }
}
