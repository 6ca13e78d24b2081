package io.winnow.trainer.modality;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.ExampleBatch;
import java.util.Arrays;
import java.util.function.Supplier;

/** Reads examples that are vectors in memory, in batches (B, D). */
public final class VectorLoader extends MemoryLoader {
    private final Supplier<float[][]> vectors;

    /**
     * Creates a loader.
     *
     * @param vectors returns the vectors (N, D), which are asked for when a batch is read
     * @param examples indices of the examples among them, at least one
     */
    public VectorLoader(Supplier<float[][]> vectors, int[] examples, int batchSize) {
        super(examples, batchSize);
        this.vectors = vectors;
    }

    @Override
    protected ExampleBatch batch(int[] indices) {
        return new Batch(vectors, indices, 0);
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
}
