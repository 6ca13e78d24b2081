package io.winnow.trainer.engine;

import io.winnow.datasets.loader.Batch;
import io.winnow.trainer.run.StopSignal;

/**
 * Asks a training to stop while it takes a batch, as a signal from outside would.
 *
 * @param source the batches
 * @param stopAt number of that batch, from 1, among those that the training takes from here; 0 to ask for nothing
 */
public record StoppingSource<B extends Batch>(BatchSource<B> source, StopSignal stop, int stopAt)
        implements BatchSource<B> {
    @Override
    public long batchesPerEpoch() {
        return source.batchesPerEpoch();
    }

    @Override
    public int batchSize() {
        return source.batchSize();
    }

    @Override
    public String unit() {
        return source.unit();
    }

    @Override
    public Batches<B> from(long seed, long batch) {
        Batches<B> batches = source.from(seed, batch);
        return new Batches<>() {
            private int read;

            @Override
            public boolean hasNext() {
                return batches.hasNext();
            }

            @Override
            public B next() {
                if (++read == stopAt) {
                    stop.request("test");
                }
                return batches.next();
            }

            @Override
            public void close() {
                batches.close();
            }
        };
    }
}
