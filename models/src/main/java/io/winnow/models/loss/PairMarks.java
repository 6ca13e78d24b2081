package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Autograd;

/** Marks of pairs of a training example and a class, which a training sets batch by batch. One byte for each pair. */
public final class PairMarks {
    private final NDArray marks;

    /**
     * Creates marks, none of which is set.
     *
     * @param manager manager that the marks are attached to
     */
    public PairMarks(long examples, long classes, NDManager manager) {
        marks = manager.zeros(new Shape(examples, classes), DataType.UINT8);
    }

    /** The marks (N, C) as 0 and 1, for checkpoints. */
    public NDArray values() {
        return marks;
    }

    /**
     * Returns which pairs of a batch are marked (B, C).
     *
     * @param rows (B) int64
     */
    public NDArray of(NDArray rows) {
        return MultilabelScript.marked(marks, rows);
    }

    /**
     * Marks pairs of a batch in addition to those that are marked.
     *
     * @param rows (B) int64
     * @param picked (B, C) boolean
     */
    public void add(NDArray rows, NDArray picked) {
        try (Autograd.Recording pause = Autograd.pause()) {
            MultilabelScript.addMarks(marks, rows, picked);
        }
    }

    /**
     * Replaces the marks of a batch.
     *
     * @param rows (B) int64
     * @param picked (B, C) boolean
     */
    public void set(NDArray rows, NDArray picked) {
        try (Autograd.Recording pause = Autograd.pause()) {
            MultilabelScript.setMarks(marks, rows, picked);
        }
    }

    /** Returns the number of marked pairs of each class (C). */
    public int[] counts() {
        try (NDArray counts = marks.toType(DataType.INT32, true).sum(new int[] {0})) {
            long[] wide = counts.toType(DataType.INT64, false).toLongArray();
            int[] each = new int[wide.length];
            for (int c = 0; c < each.length; c++) {
                each[c] = Math.toIntExact(wide[c]);
            }
            return each;
        }
    }
}
