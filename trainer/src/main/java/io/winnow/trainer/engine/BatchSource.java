package io.winnow.trainer.engine;

import io.winnow.datasets.loader.Batch;
import io.winnow.datasets.loader.EpochOrder;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/** An endless sequence of training batches. The seed alone determines their order. */
public interface BatchSource<B extends Batch> {
    /** Number of batches in one pass over the data. */
    long batchesPerEpoch();

    /** Number of examples in a batch. */
    int batchSize();

    /** Noun in the plural for the examples, used in progress messages: {@code images}, {@code rows}. */
    default String unit() {
        return "examples";
    }

    /**
     * Opens the sequence at a given position, so that a resumed training continues where it stopped.
     *
     * @param seed determines the order of the examples
     * @param batch index of the first batch to return, counted from the start of the training
     */
    Batches<B> from(long seed, long batch);

    /**
     * Returns the same batches, counted in epochs of another number of them, so that a training of some epochs takes as many steps as one
     * with other batches.
     *
     * @param batches the number of batches in an epoch
     * @param seeds what the seed of the order becomes, for a source that is one of several with the same seed
     */
    default BatchSource<B> inEpochsOf(LongSupplier batches, LongUnaryOperator seeds) {
        BatchSource<B> own = this;
        return new BatchSource<>() {
            @Override
            public long batchesPerEpoch() {
                return batches.getAsLong();
            }

            @Override
            public int batchSize() {
                return own.batchSize();
            }

            @Override
            public String unit() {
                return own.unit();
            }

            @Override
            public Batches<B> from(long seed, long batch) {
                return own.from(seeds.applyAsLong(seed), batch);
            }
        };
    }

    /** An iterator over batches that may hold threads or open files, and so must be closed. */
    interface Batches<B> extends Iterator<B>, AutoCloseable {
        @Override
        void close();
    }

    /**
     * The examples of a loader, shuffled anew in each epoch.
     *
     * @param unit noun in the plural for the examples
     * @param order which examples an epoch has, in which order; empty for each of them once
     */
    static BatchSource<ExampleBatch> shuffled(
            ExampleLoader loader, int batchSize, String unit, Optional<EpochOrder> order) {
        return new BatchSource<>() {
            @Override
            public long batchesPerEpoch() {
                return order.map(loader::batchesPerEpoch).orElseGet(loader::batchesPerEpoch);
            }

            @Override
            public int batchSize() {
                return Math.min(batchSize, loader.size());
            }

            @Override
            public String unit() {
                return unit;
            }

            @Override
            public Batches<ExampleBatch> from(long seed, long batch) {
                ExampleLoader.Batches batches =
                        order.isPresent() ? loader.shuffled(seed, batch, order.get()) : loader.shuffled(seed, batch);
                return new Batches<>() {
                    @Override
                    public boolean hasNext() {
                        return batches.hasNext();
                    }

                    @Override
                    public ExampleBatch next() {
                        return batches.next();
                    }

                    @Override
                    public void close() {
                        batches.close();
                    }
                };
            }
        };
    }
}
