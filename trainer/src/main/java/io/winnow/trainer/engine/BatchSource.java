package io.winnow.trainer.engine;

import io.winnow.datasets.loader.Batch;
import io.winnow.datasets.loader.ImageBatch;
import io.winnow.datasets.loader.ImageLoader;
import java.util.Iterator;

/** Batches without end, whose order is a function of the seed. */
public interface BatchSource<B extends Batch> {
    /** Batches in one pass over the data. */
    long batchesPerEpoch();

    /** Examples in a batch. */
    int batchSize();

    /** What an example is, in the plural. */
    default String unit() {
        return "examples";
    }

    /** The batches from a given one on. */
    Batches<B> from(long seed, long batch);

    /** An iterator that holds threads or files. */
    interface Batches<B> extends Iterator<B>, AutoCloseable {
        @Override
        void close();
    }

    /** Images in shuffled order. */
    static BatchSource<ImageBatch> shuffled(ImageLoader loader, int batchSize) {
        return new BatchSource<>() {
            @Override
            public long batchesPerEpoch() {
                return loader.batchesPerEpoch();
            }

            @Override
            public int batchSize() {
                return Math.min(batchSize, loader.size());
            }

            @Override
            public String unit() {
                return "images";
            }

            @Override
            public Batches<ImageBatch> from(long seed, long batch) {
                ImageLoader.Batches batches = loader.shuffled(seed, batch);
                return new Batches<>() {
                    @Override
                    public boolean hasNext() {
                        return batches.hasNext();
                    }

                    @Override
                    public ImageBatch next() {
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
