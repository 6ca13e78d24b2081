package io.winnow.trainer.export.onnx;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;

/**
 * An array of an ONNX graph.
 *
 * @param type the data type in PyTorch. In a graph of half precision, FLOAT32 stands for the type that the graph computes in
 */
record OnnxArray(String name, DataType type, List<Dimension> shape) {
    int rank() {
        return shape.size();
    }

    /** Returns the index of an axis that may be counted from the end. */
    int axis(long axis) {
        return (int) (axis < 0 ? axis + rank() : axis);
    }

    Dimension dimension(long axis) {
        return shape.get(axis(axis));
    }

    boolean isReal() {
        return type.isFloating();
    }

    /** Returns the lengths of all axes as values, see {@link Dimension#value}. */
    List<Object> lengths() {
        return new ArrayList<>(shape.stream().map(Dimension::value).toList());
    }

    /** Returns the shape with the length of one axis replaced; null means a length that the graph does not know. */
    List<Dimension> with(long axis, Dimension length) {
        List<Dimension> changed = new ArrayList<>(shape);
        changed.set(axis(axis), length);
        return changed;
    }

    /** Returns the shape without an axis. */
    List<Dimension> without(long axis) {
        List<Dimension> changed = new ArrayList<>(shape);
        changed.remove(axis(axis));
        return changed;
    }
}
