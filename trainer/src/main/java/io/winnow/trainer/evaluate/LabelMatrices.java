package io.winnow.trainer.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Encodes labels as matrices. */
final class LabelMatrices {
    private LabelMatrices() {}

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

    /** Returns sets of classes (N) as a matrix (N, C): 1 for the classes of an example, and 0 for all others. */
    static NDArray multiHot(NDManager manager, int[][] positives, int classes) {
        float[] values = new float[positives.length * classes];
        for (int i = 0; i < positives.length; i++) {
            for (int k : positives[i]) {
                values[i * classes + k] = 1;
            }
        }
        return manager.create(values, new Shape(positives.length, classes));
    }

    /** Returns states (N, C) as numbers: 1 for a positive, 0 for a negative and -1 for an unknown pair. */
    static NDArray multiHot(NDManager manager, byte[] states, int classes) {
        float[] values = new float[states.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = states[i] == LabelScores.POSITIVE ? 1 : states[i] == LabelScores.NEGATIVE ? 0 : -1;
        }
        return manager.create(values, new Shape(values.length / classes, classes));
    }
}
