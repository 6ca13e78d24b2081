package io.winnow.trainer.export.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * An array of a graph: an input, a tensor, or what a node gives.
 *
 * @param name unique in the graph
 * @param shape with -1 where a length depends on the batch
 */
public record Value(String name, DataType type, Shape shape) {
    /** Number of axes. */
    public int rank() {
        return shape.dimension();
    }

    @Override
    public String toString() {
        return name + " " + type + shape;
    }
}
