package io.winnow.trainer.recipe.tabsim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.trainer.modality.MemoryLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives the pairs of each step. Their tables have been read and converted to token ids before the training, see {@link PairTables}; gathering
 * the ids is part of the step.
 */
final class PairLoader extends MemoryLoader {
    private final GradedPairs set;
    private final boolean byQuery;

    /**
     * Creates a loader.
     *
     * @param pairs indices of the pairs in the set
     * @param byQuery whether the pairs of a query stay next to each other, so that a batch contains fewer different tables
     */
    PairLoader(GradedPairs set, int[] pairs, int batchSize, boolean byQuery) {
        super(pairs, batchSize);
        this.set = set;
        this.byQuery = byQuery;
    }

    @Override
    protected int[] arranged(int[] order, long seed, long epoch) {
        if (!byQuery) {
            return order;
        }
        Map<String, List<Integer>> queries = new LinkedHashMap<>();
        for (int position : order) {
            queries.computeIfAbsent(set.pairs().get(example(position)).a(), query -> new ArrayList<>())
                    .add(position);
        }
        return queries.values().stream()
                .flatMap(List::stream)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Override
    protected ExampleBatch batch(int[] indices) {
        return new Batch(indices, 0);
    }

    /** Some of the pairs. */
    @SuppressWarnings("ArrayRecordComponent") // a batch; never compared
    private record Batch(int[] indices, int first) implements ExampleBatch {
        @Override
        public ExampleBatch part(int begin, int end) {
            return new Batch(Arrays.copyOfRange(indices, begin, end), first + begin);
        }

        /** Tables have different lengths, so a pair is no row of an array: {@link PairTables} gathers its tokens. */
        @Override
        public NDArray examples(NDManager manager) {
            throw new UnsupportedOperationException("pairs of tables are gathered by their indices");
        }

        @Override
        public long waitNanos() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
