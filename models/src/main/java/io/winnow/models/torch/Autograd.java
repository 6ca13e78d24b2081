package io.winnow.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Automatic differentiation on the calling thread. Operators are recorded for the backward pass only while a {@link Recording} is open, so
 * code that opens none, such as evaluation and optimizers, spends no time and memory on it.
 *
 * <p>DJL's own gradient collector is shared by the whole process. Replicas need PyTorch's gradient mode, which each thread has of its own.
 */
public final class Autograd {
    private Autograd() {}

    /** Whether the calling thread currently records operators for the backward pass. */
    public static boolean isRecording() {
        return JniUtils.isGradMode();
    }

    /** Starts recording on the calling thread. Closing the result restores the previous mode. */
    public static Recording record() {
        return new Recording(true);
    }

    /** Suspends recording on the calling thread. Closing the result restores the previous mode. */
    public static Recording pause() {
        return new Recording(false);
    }

    /**
     * Adds the gradient of {@code loss} to the gradient of every leaf that it was computed from.
     *
     * @throws IllegalArgumentException if {@code loss} does not have exactly one element
     */
    public static void backward(NDArray loss) {
        if (loss.size() != 1) {
            throw new IllegalArgumentException("backward(loss) needs a loss with one element; found shape "
                    + loss.getShape() + ". Reduce it first, or call backward(output, gradient).");
        }
        try (NDArray one = loss.onesLike()) {
            JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
        }
    }

    /** Adds the vector-Jacobian product of {@code output} with {@code gradient} (of the same shape) to the gradient of every leaf. */
    public static void backward(NDArray output, NDArray gradient) {
        JniUtils.backward((PtNDArray) output, (PtNDArray) gradient, false, false);
    }

    /** Adds the vector-Jacobian products of several outputs with gradients (of the same shapes) to the gradient of every leaf, in one backward pass. */
    public static void backward(NDList outputs, NDList gradients) {
        AutogradScript.backward(outputs, gradients).close();
    }

    /** Sets an existing gradient to zero in place. Does nothing if the leaf has no gradient yet. */
    public static void zeroGradient(NDArray leaf) {
        JniUtils.zeroGrad((PtNDArray) leaf);
    }

    /** A period during which operators are recorded, or are not recorded, on the thread that opened it. */
    public static final class Recording implements AutoCloseable {
        private final boolean previous;

        private Recording(boolean mode) {
            previous = JniUtils.isGradMode();
            JniUtils.setGradMode(mode);
        }

        @Override
        public void close() {
            JniUtils.setGradMode(previous);
        }
    }
}
