package io.winnow.trainer.export.graph;

import ai.djl.ndarray.NDArray;

/**
 * An array that is stored in a graph: a parameter, a running statistic or a constant.
 *
 * @param name name of the array in files, with dots between its parts
 * @param trainable whether the array is a trainable parameter
 */
public record Tensor(String name, NDArray array, boolean trainable) {}
