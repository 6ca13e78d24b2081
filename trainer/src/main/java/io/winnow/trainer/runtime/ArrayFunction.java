package io.winnow.trainer.runtime;

import ai.djl.ndarray.NDList;

/** A function of arrays whose rows are examples: a trained model or a part of it, live or from a file. */
public interface ArrayFunction extends AutoCloseable {
    /** The outputs for some examples, attached to the manager of the first input. */
    NDList run(NDList inputs);

    @Override
    default void close() {}
}
