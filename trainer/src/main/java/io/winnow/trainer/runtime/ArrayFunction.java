package io.winnow.trainer.runtime;

import ai.djl.ndarray.NDList;

/** A function of arrays whose rows are examples: a trained model or a part of it, either in memory or loaded from a file. */
public interface ArrayFunction extends AutoCloseable {
    /** Returns the outputs for a batch of examples. They are attached to the manager of the first input. */
    NDList run(NDList inputs);

    @Override
    default void close() {}
}
