package io.winnow.trainer.recipe.tabsim;

import io.winnow.datasets.loader.Batch;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.trainer.engine.BatchSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pairs of one step. Their tables have been read and converted to token ids before the training; gathering the ids is part of the step.
 *
 * @param indices indices of the pairs in the set
 * @param waitNanos time in nanoseconds that creating this batch took on the training's own thread
 */
@SuppressWarnings("ArrayRecordComponent") // a batch; never compared
record PairBatch(int[] indices, long waitNanos) implements Batch {
    @Override
    public void close() {}

    /**
     * Returns batches of the pairs in a random order that changes with each epoch. An incomplete last batch is dropped.
     *
     * @param byQuery whether the pairs of a query stay next to each other, so that a batch contains fewer different tables
     */
    static BatchSource<PairBatch> source(GradedPairs set, int[] pairs, int batchSize, boolean byQuery) {
        int size = Math.min(batchSize, pairs.length);
        return new BatchSource<>() {
            @Override
            public long batchesPerEpoch() {
                return pairs.length / size;
            }

            @Override
            public int batchSize() {
                return size;
            }

            @Override
            public String unit() {
                return "pairs";
            }

            @Override
            public Batches<PairBatch> from(long seed, long first) {
                return new Batches<>() {
                    private long batch = first;
                    private long epoch = -1;
                    private int[] order = {};

                    @Override
                    public boolean hasNext() {
                        return true;
                    }

                    @Override
                    public PairBatch next() {
                        long start = System.nanoTime();
                        long now = batch / batchesPerEpoch();
                        if (now != epoch) {
                            epoch = now;
                            order = order(set, pairs, byQuery, CounterRandom.key(seed, epoch));
                        }
                        int begin = (int) (batch % batchesPerEpoch()) * size;
                        batch++;
                        int[] chosen = Arrays.copyOfRange(order, begin, begin + size);
                        return new PairBatch(chosen, System.nanoTime() - start);
                    }

                    @Override
                    public void close() {}
                };
            }
        };
    }

    private static int[] order(GradedPairs set, int[] pairs, boolean byQuery, long key) {
        int[] shuffled = Arrays.stream(Permutation.of(pairs.length, key))
                .map(i -> pairs[i])
                .toArray();
        if (!byQuery) {
            return shuffled;
        }
        Map<String, List<Integer>> queries = new LinkedHashMap<>();
        for (int pair : shuffled) {
            queries.computeIfAbsent(set.pairs().get(pair).a(), query -> new ArrayList<>())
                    .add(pair);
        }
        return queries.values().stream()
                .flatMap(List::stream)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
