package io.winnow.trainer.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Labels as matrices. */
final class Targets {
    private Targets() {}

    /** (N, C): 1 at the class. */
    static NDArray oneHot(NDManager manager, int[] labels, int classes) {
        return oneHot(manager, labels, classes, null);
    }

    /** (N, C): the weight of the class at the class; null for 1. */
    static NDArray oneHot(NDManager manager, int[] labels, int classes, double[] weights) {
        float[] values = new float[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            values[i * classes + labels[i]] = weights == null ? 1 : (float) weights[labels[i]];
        }
        return manager.create(values, new Shape(labels.length, classes));
    }

    /** (N, C): 1 at each positive. */
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
