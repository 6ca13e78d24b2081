package io.winnow.trainer.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Encodes labels as matrices. */
final class Targets {
    private Targets() {}

    /** Returns the one-hot encoding (N, C) of labels (N). */
    static NDArray oneHot(NDManager manager, int[] labels, int classes) {
        return oneHot(manager, labels, classes, null);
    }

    /** Returns the one-hot encoding (N, C) of labels (N), with the weight of the class instead of 1; {@code weights} may be null. */
    static NDArray oneHot(NDManager manager, int[] labels, int classes, double[] weights) {
        float[] values = new float[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            values[i * classes + labels[i]] = weights == null ? 1 : (float) weights[labels[i]];
        }
        return manager.create(values, new Shape(labels.length, classes));
    }

    /** Returns the multi-hot encoding (N, C): 1 for each class of an example, 0 for the others. */
    static NDArray multiHot(NDManager manager, int[][] positives, int classes) {
        float[] values = new float[positives.length * classes];
        for (int i = 0; i < positives.length; i++) {
            for (int positive : positives[i]) {
                values[i * classes + positive] = 1;
            }
        }
        return manager.create(values, new Shape(positives.length, classes));
    }
}
