package io.winnow.trainer.export.graph;

import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;

/** A forward pass to record. */
@FunctionalInterface
public interface Forward {
    NDList run(ParameterStore parameters, NDList inputs);
}
