package io.winnow.trainer.modality;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.datasets.loader.WholeBags;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A loader gives batches of whole bags of any size, and can begin at any step. */
class WholeBagBatchesTest {
    private static final int[] EXAMPLES = {3, 5, 6, 8, 9, 11, 20};
    private static final int[][] BAGS = {{0, 4}, {1, 2, 3}, {5}, {6}};

    private static List<int[]> batches(long from, int count) {
        List<int[]> batches = new ArrayList<>();
        try (ExampleLoader loader = new VectorLoader(() -> new float[21][1], EXAMPLES, 4);
                ExampleLoader.Batches sequence = loader.shuffled(7, from, new WholeBags(BAGS, 4))) {
            assertThat(loader.batchesPerEpoch(new WholeBags(BAGS, 4))).isEqualTo(2);
            for (int i = 0; i < count; i++) {
                try (ExampleBatch batch = sequence.next()) {
                    batches.add(batch.indices());
                }
            }
        }
        return batches;
    }

    @Test
    void everyBatchHasWholeBagsAndEveryEpochAll() {
        List<int[]> all = batches(0, 8);
        for (int epoch = 0; epoch < 4; epoch++) {
            int[] both = IntStream.concat(Arrays.stream(all.get(2 * epoch)), Arrays.stream(all.get(2 * epoch + 1)))
                    .sorted()
                    .toArray();
            assertThat(both).isEqualTo(EXAMPLES);
        }
        for (int[] batch : all) {
            Set<Integer> own = Arrays.stream(batch).boxed().collect(Collectors.toSet());
            for (int[] bag : BAGS) {
                assertThat(Arrays.stream(bag)
                                .filter(i -> own.contains(EXAMPLES[i]))
                                .count())
                        .isIn(0L, (long) bag.length);
            }
        }
    }

    @Test
    void readingCanBeginAtAnyStep() {
        List<int[]> all = batches(0, 8);
        for (int step = 0; step < 8; step++) {
            assertThat(batches(step, 1).get(0)).isEqualTo(all.get(step));
        }
    }
}
