package io.winnow.trainer.recipe.tabsim;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.PairFile;
import io.winnow.trainer.engine.BatchSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairBatchTest {
    @TempDir
    Path folder;

    private GradedPairs set() throws IOException {
        return PairFile.read(
                "made-up", SyntheticPairs.write(folder.resolve("pairs.jsonl"), 12), Optional.empty(), Optional.empty());
    }

    private static List<int[]> take(BatchSource<PairBatch> source, long from, int count) {
        List<int[]> batches = new ArrayList<>();
        try (BatchSource.Batches<PairBatch> each = source.from(7, from)) {
            for (int i = 0; i < count; i++) {
                try (PairBatch batch = each.next()) {
                    batches.add(batch.indices());
                }
            }
        }
        return batches;
    }

    @Test
    void epochHasEachPairOnceInANewOrder() throws IOException {
        int[] pairs = {3, 5, 8, 9, 11, 20, 31, 40};
        BatchSource<PairBatch> source = PairBatch.source(set(), pairs, 4, false);
        assertThat(source.batchesPerEpoch()).isEqualTo(2);
        List<int[]> batches = take(source, 0, 4);
        int[] first = flat(batches.subList(0, 2));
        int[] second = flat(batches.subList(2, 4));
        assertThat(first).isNotEqualTo(second).isNotEqualTo(pairs);
        assertThat(Arrays.stream(first).sorted().toArray()).isEqualTo(pairs);
        assertThat(Arrays.stream(second).sorted().toArray()).isEqualTo(pairs);
    }

    @Test
    void resumesInTheMiddleOfAnEpoch() throws IOException {
        int[] pairs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        BatchSource<PairBatch> source = PairBatch.source(set(), pairs, 3, true);
        assertThat(take(source, 5, 2).get(1)).isEqualTo(take(source, 0, 7).get(6));
    }

    @Test
    void pairsOfAQueryAreAdjacent() throws IOException {
        GradedPairs set = set();
        int[] pairs = new int[48];
        Arrays.setAll(pairs, i -> i);
        Set<String> seen = new HashSet<>();
        String last = "";
        for (int pair : flat(take(PairBatch.source(set, pairs, 8, true), 0, 6))) {
            String query = set.pairs().get(pair).a();
            assertThat(query.equals(last) || seen.add(query)).isTrue();
            last = query;
        }
        assertThat(seen).hasSize(12);
    }

    /** The time of two batches is measured, the first of which includes ordering the pairs of the epoch. */
    @Test
    void waitIsTheTimeThatCreatingABatchTakes() throws IOException {
        int[] pairs = {0, 1, 2, 3, 4, 5, 6, 7};
        try (BatchSource.Batches<PairBatch> batches =
                PairBatch.source(set(), pairs, 4, true).from(7, 0)) {
            long before = System.nanoTime();
            long waited = 0;
            for (int i = 0; i < 2; i++) {
                try (PairBatch batch = batches.next()) {
                    waited += batch.waitNanos();
                }
            }
            assertThat(waited).isPositive().isLessThanOrEqualTo(System.nanoTime() - before);
        }
    }

    @Test
    void fewPairsGiveOneSmallBatch() throws IOException {
        BatchSource<PairBatch> source = PairBatch.source(set(), new int[] {1, 2}, 32, false);
        assertThat(source.batchSize()).isEqualTo(2);
        assertThat(take(source, 0, 1).get(0)).containsExactlyInAnyOrder(1, 2);
    }

    private static int[] flat(List<int[]> batches) {
        return batches.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
