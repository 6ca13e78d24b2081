package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Autograd;
import java.util.Arrays;

/** Marks of pairs of a training example and a class, which a training sets batch by batch. One byte for each pair. */
public final class PairMarks {
    private final NDArray marks;
    /** Number of marks of each class; null until it is first needed, since a checkpoint may fill the marks before. */
    private int[] counts;

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
            counts = null;
        }
    }

    /**
     * Replaces the marks of a batch.
     *
     * @param rows (B) int64
     * @param picked (B, C) boolean
     */
    public void set(NDArray rows, NDArray picked) {
        int[] all = counts();
        // An example may be drawn twice into one batch.
        try (Autograd.Recording pause = Autograd.pause();
                NDArray distinct = rows.getManager()
                        .create(Arrays.stream(rows.toLongArray()).distinct().toArray())) {
            int[] before = sums(of(distinct));
            MultilabelScript.setMarks(marks, rows, picked);
            int[] after = sums(of(distinct));
            for (int c = 0; c < all.length; c++) {
                all[c] += after[c] - before[c];
            }
        }
    }

    /** Returns the number of marked pairs of each class (C). They are counted once, and then kept up to date by {@link #set}. */
    public int[] counts() {
        if (counts == null) {
            counts = sums(marks);
        }
        return counts;
    }

    private static int[] sums(NDArray marked) {
        try (NDArray sums = MultilabelScript.markCounts(marked)) {
            return Arrays.stream(sums.toLongArray()).mapToInt(Math::toIntExact).toArray();
        }
    }
}
