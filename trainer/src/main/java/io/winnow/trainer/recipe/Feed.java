package io.winnow.trainer.recipe;

import io.winnow.datasets.loader.Batch;
import io.winnow.datasets.loader.EpochOrder;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.trainer.engine.BatchSource;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * The batches of a training.
 *
 * @param corruptCount returns the number of damaged examples that were found so far
 * @param closing closes what the feed has opened
 */
public record Feed<B extends Batch>(BatchSource<B> batches, IntSupplier corruptCount, Runnable closing)
        implements AutoCloseable {
    /**
     * The shuffled batches of a loader, which the feed closes.
     *
     * @param unit noun in the plural for the examples
     * @param order which examples an epoch has, in which order; empty for each of them once
     */
    public static Feed<ExampleBatch> shuffled(
            ExampleLoader loader, int batchSize, String unit, Optional<EpochOrder> order) {
        return new Feed<>(BatchSource.shuffled(loader, batchSize, unit, order), loader::corruptCount, loader::close);
    }

    @Override
    public void close() {
        closing.run();
    }
}
