package io.winnow.trainer.recipe.semi;

import io.winnow.datasets.loader.Batch;
import io.winnow.datasets.loader.ExampleBatch;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Labelled examples and, beside them, several times as many unlabelled ones. */
record SemiBatch(ExampleBatch labelled, ExampleBatch unlabelled) implements Batch {
    @Override
    public int[] indices() {
        return IntStream.concat(Arrays.stream(labelled.indices()), Arrays.stream(unlabelled.indices()))
                .toArray();
    }

    @Override
    public long waitNanos() {
        return labelled.waitNanos() + unlabelled.waitNanos();
    }

    @Override
    public void close() {
        labelled.close();
        unlabelled.close();
    }
}
