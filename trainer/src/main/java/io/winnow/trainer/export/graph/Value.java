package io.winnow.trainer.export.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * An array of a graph: an input, a tensor, or an output of a node.
 *
 * @param name name of the array, unique in the graph
 * @param shape the shape, in which free lengths are -1
 * @param lengths for each axis the name of the {@link FreeAxis} that has the same length, or "" if there is none. The list is empty if the
 *     shape is fixed
 */
public record Value(String name, DataType type, Shape shape, List<String> lengths) {
    /** Creates an array of fixed shape. */
    public Value(String name, DataType type, Shape shape) {
        this(name, type, shape, List.of());
    }

    /** Number of axes. */
    public int rank() {
        return shape.dimension();
    }

    /** Whether the length of an axis is free. */
    public boolean isFree(int axis) {
        return shape.get(axis) < 0;
    }

    @Override
    public String toString() {
        return name + " " + type + shape;
    }
}
