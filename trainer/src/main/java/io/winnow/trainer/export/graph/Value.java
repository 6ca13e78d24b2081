package io.winnow.trainer.export.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * An array of a graph: an input, a tensor, or what a node gives.
 *
 * @param name unique in the graph
 * @param shape with -1 where a length is free
 * @param lengths for each axis the name of the {@link FreeAxis} whose length it has, or "" for none; empty where none has
 */
public record Value(String name, DataType type, Shape shape, List<String> lengths) {
    /** An array of fixed shape. */
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
