package io.winnow.trainer.runtime;

import java.util.List;

/**
 * An input or output of a model.
 *
 * @param name its name
 * @param type type of its elements
 * @param shape length of each axis, or -1 where it is free
 */
public record TensorSpec(String name, TensorType type, List<Long> shape) {}
