package io.winnow.trainer.export.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.index.dim.NDIndexAll;
import ai.djl.ndarray.index.dim.NDIndexElement;
import ai.djl.ndarray.index.dim.NDIndexFixed;
import ai.djl.ndarray.index.dim.NDIndexSlice;

/**
 * Records an index as nodes that concern one axis each: {@code select(array, axis, index)}, which removes the axis, and
 * {@code slice(array, axis, begin, end, step)}, in which a null end means the end of the axis. Negative numbers count from the end of the
 * axis, also if its length is free.
 */
final class Indexing {
    static final Operator SELECT = Operator.method("select");
    static final Operator SLICE = Operator.method("slice");

    private Indexing() {}

    static NDArray record(Recording recording, NDArray array, NDIndex index) {
        NDArray result = array;
        int axis = 0;
        for (int i = 0; i < index.getRank(); i++) {
            if (i == index.getEllipsisIndex()) {
                // The elements after an ellipsis refer to the last axes.
                axis += array.getShape().dimension() - index.getRank();
            }
            NDIndexElement element = index.get(i);
            if (element instanceof NDIndexFixed fixed) {
                result = select(recording, result, axis, fixed.getIndex());
                continue;
            } else if (element instanceof NDIndexSlice slice) {
                result = slice(recording, result, axis, slice);
            } else if (!(element instanceof NDIndexAll)) {
                throw new TraceException(
                        "NDArray.get with " + element.getClass().getSimpleName()
                                + " cannot be recorded in a graph (" + Recording.origin()
                                + "). Use numbers and slices as indices.");
            }
            axis++;
        }
        return result;
    }

    private static NDArray select(Recording recording, NDArray array, int axis, long index) {
        NDArray engine = (NDArray) Recording.concrete(array);
        return recording.one(
                SELECT,
                new Object[] {array, axis, index},
                () -> engine.get(new NDIndex().addAllDim(axis).addIndices(index)));
    }

    private static NDArray slice(Recording recording, NDArray array, int axis, NDIndexSlice slice) {
        NDArray engine = (NDArray) Recording.concrete(array);
        long begin = slice.getMin() == null ? 0 : slice.getMin();
        long end = slice.getMax() == null ? engine.getShape().get(axis) : slice.getMax();
        long step = slice.getStep() == null ? 1 : slice.getStep();
        return recording.one(
                SLICE,
                new Object[] {array, axis, begin, slice.getMax(), step},
                () -> engine.get(new NDIndex().addAllDim(axis).addSliceDim(begin, end, step)));
    }
}
