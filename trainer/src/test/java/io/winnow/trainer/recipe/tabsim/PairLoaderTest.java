package io.winnow.trainer.recipe.tabsim;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.PairFile;
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

class PairLoaderTest {
    @TempDir
    Path folder;

    private GradedPairs set() throws IOException {
        return PairFile.read(
                "made-up", SyntheticPairs.write(folder.resolve("pairs.jsonl"), 12), Optional.empty(), Optional.empty());
    }

    private static List<int[]> take(PairLoader source, long from, int count) {
        List<int[]> batches = new ArrayList<>();
        try (ExampleLoader.Batches each = source.shuffled(7, from)) {
            for (int i = 0; i < count; i++) {
                try (ExampleBatch batch = each.next()) {
                    batches.add(batch.indices());
                }
            }
        }
        return batches;
    }

    @Test
    void epochHasEachPairOnceInANewOrder() throws IOException {
        int[] pairs = {3, 5, 8, 9, 11, 20, 31, 40};
        PairLoader source = new PairLoader(set(), pairs, 4, false);
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
        PairLoader source = new PairLoader(set(), pairs, 3, true);
        assertThat(take(source, 5, 2).get(1)).isEqualTo(take(source, 0, 7).get(6));
    }

    @Test
    void pairsOfAQueryAreAdjacent() throws IOException {
        GradedPairs set = set();
        int[] pairs = new int[48];
        Arrays.setAll(pairs, i -> i);
        Set<String> seen = new HashSet<>();
        String last = "";
        for (int pair : flat(take(new PairLoader(set, pairs, 8, true), 0, 6))) {
            String query = set.pairs().get(pair).a();
            assertThat(query.equals(last) || seen.add(query)).isTrue();
            last = query;
        }
        assertThat(seen).hasSize(12);
    }

    @Test
    void fewPairsGiveOneSmallBatch() throws IOException {
        PairLoader source = new PairLoader(set(), new int[] {1, 2}, 32, false);
        assertThat(source.batchesPerEpoch()).isOne();
        assertThat(take(source, 0, 1).get(0)).containsExactlyInAnyOrder(1, 2);
    }

    private static int[] flat(List<int[]> batches) {
        return batches.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
