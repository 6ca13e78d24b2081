package io.winnow.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Automatic differentiation on the calling thread. Operators record themselves only while a {@link Recording} is open, so evaluation
 * and optimizer code that opens none costs and keeps nothing.
 *
 * <p>DJL's own gradient collector is one for the whole process; PyTorch's mode is one a thread, which is what replicas need.
 */
public final class Autograd {
    private Autograd() {}

    /** Whether operators of this thread record themselves now. */
    public static boolean isRecording() {
        return JniUtils.isGradMode();
    }

    /** Records until closed; restores the mode it found. */
    public static Recording record() {
        return new Recording(true);
    }

    /** Suspends recording until closed; restores the mode it found. */
    public static Recording pause() {
        return new Recording(false);
    }

    /** Adds the gradient of {@code loss} (one element) to every leaf it was computed from. */
    public static void backward(NDArray loss) {
        if (loss.size() != 1) {
            throw new IllegalArgumentException("Gradients are taken of one number, not of shape " + loss.getShape());
        }
        try (NDArray one = loss.onesLike()) {
            JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
        }
    }

    /** Adds the vector-Jacobian product of {@code output} with {@code gradient} (of the same shape) to every leaf. */
    public static void backward(NDArray output, NDArray gradient) {
        JniUtils.backward((PtNDArray) output, (PtNDArray) gradient, false, false);
    }

    /** Sets an existing gradient to zero in place; does nothing when there is none yet. */
    public static void zeroGradient(NDArray leaf) {
        JniUtils.zeroGrad((PtNDArray) leaf);
    }

    /** The span in which operators are recorded, or are not. */
    public static final class Recording implements AutoCloseable {
        private final boolean before;

        private Recording(boolean mode) {
            before = JniUtils.isGradMode();
            JniUtils.setGradMode(mode);
        }

        @Override
        public void close() {
            JniUtils.setGradMode(before);
        }
    }
}
