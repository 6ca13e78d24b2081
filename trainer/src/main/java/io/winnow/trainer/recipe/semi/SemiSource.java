package io.winnow.trainer.recipe.semi;

import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.engine.BatchSource;
import java.util.Optional;

/**
 * Batches of labelled and unlabelled examples, each shuffled anew in each of their own epochs. An epoch of the training is one over the
 * unlabelled examples.
 */
record SemiSource(ExampleLoader labelled, ExampleLoader unlabelled, SemiOptions options, String unit)
        implements BatchSource<SemiBatch> {
    private static final long LABELLED = 1;
    private static final long UNLABELLED = 2;

    @Override
    public long batchesPerEpoch() {
        return unlabelled.batchesPerEpoch();
    }

    @Override
    public int batchSize() {
        return Math.min(options.training().batchSize(), labelled.size())
                + Math.min(options.unlabelledBatch(), unlabelled.size());
    }

    @Override
    public Batches<SemiBatch> from(long seed, long batch) {
        ExampleLoader.Batches with = labelled.shuffled(CounterRandom.key(seed, LABELLED), batch);
        ExampleLoader.Batches without = unlabelled.shuffled(CounterRandom.key(seed, UNLABELLED), batch);
        return new Batches<>() {
            @Override
            public boolean hasNext() {
                return with.hasNext() && without.hasNext();
            }

            @Override
            public SemiBatch next() {
                return new SemiBatch(with.next(), without.next());
            }

            @Override
            public void close() {
                with.close();
                without.close();
            }
        };
    }

    /**
     * The labelled part of the same batches, so that a training on labels alone is compared on the same draws. An epoch has as many steps as one
     * with the unlabelled examples.
     */
    BatchSource<ExampleBatch> labelledAlone() {
        return BatchSource.shuffled(labelled, options.training().batchSize(), unit, Optional.empty())
                .inEpochsOf(this::batchesPerEpoch, seed -> CounterRandom.key(seed, LABELLED));
    }
}
