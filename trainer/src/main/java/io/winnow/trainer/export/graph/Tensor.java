package io.winnow.trainer.export.graph;

import ai.djl.ndarray.NDArray;

/**
 * An array that a graph carries: a parameter, a statistic or a constant.
 *
 * @param name as in files, with dots between parts
 * @param trainable whether it is a parameter that learned
 */
public record Tensor(String name, NDArray array, boolean trainable) {}
