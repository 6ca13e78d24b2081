package io.winnow.trainer.modality;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.datasets.random.Permutation;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/** Reads examples that are vectors in memory, in batches (B, D) in the same order as a loader of images. */
public final class VectorLoader implements ExampleLoader {
    private final Supplier<float[][]> vectors;
    private final int[] examples;
    private final int batchSize;

    /**
     * Creates a loader.
     *
     * @param vectors returns the vectors (N, D), which are asked for when a batch is read
     * @param examples indices of the examples among them, at least one
     */
    public VectorLoader(Supplier<float[][]> vectors, int[] examples, int batchSize) {
        this.vectors = vectors;
        this.examples = examples.clone();
        this.batchSize = Math.min(batchSize, examples.length);
    }

    /** Some of the examples. */
    @SuppressWarnings("ArrayRecordComponent") // a batch; never compared
    private record Batch(Supplier<float[][]> vectors, int[] indices, int first) implements ExampleBatch {
        @Override
        public ExampleBatch part(int begin, int end) {
            return new Batch(vectors, Arrays.copyOfRange(indices, begin, end), first + begin);
        }

        @Override
        public NDArray examples(NDManager manager) {
            return VectorRows.batch(vectors.get(), indices, manager);
        }

        @Override
        public long waitNanos() {
            return 0;
        }

        @Override
        public void close() {}
    }

    @Override
    public int size() {
        return examples.length;
    }

    @Override
    public int batchesPerEpoch() {
        return examples.length / batchSize;
    }

    @Override
    public int corruptCount() {
        return 0;
    }

    @Override
    public Batches shuffled(long seed, long fromStep) {
        return new Sequence(fromStep, Long.MAX_VALUE) {
            private long orderedEpoch = -1;
            private int[] order;

            @Override
            int[] chosen(long step) {
                long epoch = step / batchesPerEpoch();
                if (epoch != orderedEpoch) {
                    order = Permutation.of(examples.length, seed, epoch);
                    orderedEpoch = epoch;
                }
                int begin = (int) (step % batchesPerEpoch()) * batchSize;
                return Arrays.stream(order, begin, begin + batchSize)
                        .map(i -> examples[i])
                        .toArray();
            }
        };
    }

    @Override
    public Batches inOrder() {
        return new Sequence(0, (examples.length + batchSize - 1) / batchSize) {
            @Override
            int[] chosen(long step) {
                int begin = (int) step * batchSize;
                return Arrays.copyOfRange(examples, begin, Math.min(begin + batchSize, examples.length));
            }
        };
    }

    @Override
    public void close() {}

    private abstract class Sequence implements Batches {
        private final long end;
        private long next;

        Sequence(long begin, long end) {
            next = begin;
            this.end = end;
        }

        abstract int[] chosen(long step);

        @Override
        public boolean hasNext() {
            return next < end;
        }

        @Override
        public ExampleBatch next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return new Batch(vectors, chosen(next++), 0);
        }

        @Override
        public void close() {}
    }
}
