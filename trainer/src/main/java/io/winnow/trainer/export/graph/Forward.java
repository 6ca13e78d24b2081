package io.winnow.trainer.export.graph;

import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;

/** The pass that is recorded. */
@FunctionalInterface
public interface Forward {
    NDList run(ParameterStore parameters, NDList inputs);
}
