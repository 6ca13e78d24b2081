package io.winnow.trainer.modality;

import io.winnow.datasets.loader.EpochOrder;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import java.util.Arrays;
import java.util.NoSuchElementException;

/** Reads examples that are in memory. By default, their order is that of a loader of images. */
public abstract class MemoryLoader implements ExampleLoader {
    private final int[] examples;
    private final int batchSize;

    /** @param examples indices of the examples, at least one */
    protected MemoryLoader(int[] examples, int batchSize) {
        this.examples = examples.clone();
        this.batchSize = Math.min(batchSize, examples.length);
    }

    /** Returns a batch of the examples with these indices. */
    protected abstract ExampleBatch batch(int[] indices);

    /**
     * Arranges the examples of an epoch, which are in random order. By default, they stay as they are.
     *
     * @param order positions in the list of examples, as many as there are examples
     * @return positions for all batches of the epoch, at least
     */
    protected int[] arranged(int[] order, long seed, long epoch) {
        return order;
    }

    /** Returns the index of the example at a position in the list of examples. */
    protected final int example(int position) {
        return examples[position];
    }

    @Override
    public final int batchSize() {
        return batchSize;
    }

    @Override
    public final int size() {
        return examples.length;
    }

    @Override
    public final int batchesPerEpoch() {
        return examples.length / batchSize;
    }

    @Override
    public final int corruptCount() {
        return 0;
    }

    @Override
    public final Batches shuffled(long seed, long fromStep) {
        return shuffled(seed, fromStep, EpochOrder.shuffled(examples.length));
    }

    @Override
    public final Batches shuffled(long seed, long fromStep, EpochOrder random) {
        return new Sequence(fromStep, Long.MAX_VALUE) {
            private long orderedEpoch = -1;
            private int[] order;
            private int[] begins;

            @Override
            int[] chosen(long step) {
                int batches = batchesPerEpoch(random);
                long epoch = step / batches;
                if (epoch != orderedEpoch) {
                    int[] drawn = random.of(seed, epoch);
                    order = random.keepsBatches() ? drawn : arranged(drawn, seed, epoch);
                    begins = random.begins(seed, epoch, examples.length, batchSize);
                    orderedEpoch = epoch;
                }
                int batch = (int) (step % batches);
                return Arrays.stream(order, begins[batch], begins[batch + 1])
                        .map(i -> examples[i])
                        .toArray();
            }
        };
    }

    @Override
    public final Batches inOrder() {
        return new Sequence(0, (examples.length + batchSize - 1) / batchSize) {
            @Override
            int[] chosen(long step) {
                int begin = (int) step * batchSize;
                return Arrays.copyOfRange(examples, begin, Math.min(begin + batchSize, examples.length));
            }
        };
    }

    @Override
    public final void close() {}

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
            return batch(chosen(next++));
        }

        @Override
        public void close() {}
    }
}
