package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.TracedArray;

/**
 * The product of an input with a weight (out, in), plus a bias, by PyTorch's usual operator or by oneDNN where it is faster: for float32 on a {@link
 * Processor} whose vectors MKL does not use in full. Results of the two differ in rounding only. Which one is taken depends on the processor and on
 * the shape of the weight alone, so that it is the same in each step and for each batch. Networks that are exported have the usual operator.
 */
public final class LinearMap {
    /** Weights that are narrower gain nothing. */
    private static final int NARROW = 64;

    /** Sides of weights whose gradients oneDNN computes are multiples of the numbers that it handles at once: other sizes are less trodden paths. */
    private static final int BLOCK = 16;

    private LinearMap() {}

    /** @param bias (out), or null */
    static NDArray of(NDArray x, NDArray weight, NDArray bias, boolean training) {
        boolean exported = x instanceof TracedArray && !training;
        boolean differentiable = training || Autograd.isRecording();
        return exported || !Processor.isFasterByOneDnn() || !suits(x, weight, differentiable ? BLOCK : 1)
                ? usual(x, weight, bias)
                : oneDnn(x, weight, bias, differentiable);
    }

    /**
     * Returns the product of x (.., in) with the transpose of a weight (out, in), plus a bias (out), without gradients. Rows of the weight may be any
     * vectors, such as centers of clusters.
     */
    public static NDArray products(NDArray x, NDArray weight, NDArray bias) {
        try (Autograd.Recording pause = Autograd.pause()) {
            return of(x, weight, bias, false);
        }
    }

    private static boolean suits(NDArray x, NDArray weight, int block) {
        Shape shape = weight.getShape();
        return !x.getDevice().isGpu()
                && x.getDataType() == DataType.FLOAT32
                && weight.getDataType() == DataType.FLOAT32
                && x.getShape().size() != 0
                && shape.stream().allMatch(axis -> axis.getKey() >= NARROW && axis.getKey() % block == 0);
    }

    static NDArray usual(NDArray x, NDArray weight, NDArray bias) {
        return bias == null ? LayersScript.linear(x, weight) : LayersScript.linearWithBias(x, weight, bias);
    }

    /** @param differentiable whether the result has gradients; the operator without them makes no copies */
    static NDArray oneDnn(NDArray x, NDArray weight, NDArray bias, boolean differentiable) {
        NDList biases = bias == null ? new NDList() : new NDList(bias);
        return differentiable
                ? OneDnnScript.linear(x, weight, biases)
                : OneDnnScript.linearWithoutGradient(x, weight, biases);
    }
}
