package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.FlopCount;
import io.winnow.models.torch.TracedArray;
import java.util.stream.LongStream;

/**
 * The product of an input with a weight (out, in), plus a bias, by PyTorch's usual operator or by oneDNN where it is faster: for float32 on a {@link
 * Processor} whose vectors MKL does not use in full. Results of the two differ in rounding only. In training, which
 * one is taken depends on the machine and on the shape of the weight alone, so that it is the same in each step. Networks that are exported have
 * the usual operator.
 */
public final class LinearMap {
    /** Weights that are narrower gain nothing. */
    private static final int NARROW = 64;

    /** Sides of weights whose gradients oneDNN computes are multiples of this: other sizes are less trodden paths. */
    private static final int BLOCK = 8;

    /** The same on machines where oneDNN loses weights that do not {@link ChannelBlocks fill its blocks}. */
    private static final int WHOLE_BLOCK = 64;

    /** oneDNN reorders the weight in each call, which costs more than it gains for fewer rows of the input. */
    private static final int FEW_ROWS = 128;

    private LinearMap() {}

    /** Whether linear maps in float32 on this processor are oneDNN's, if their weights are wide enough. */
    public static boolean isByOneDnn() {
        return Processor.isFasterByOneDnn();
    }

    /** Whether weights with these sides, stored in oneDNN's order, are faster on this processor, and right on this machine. */
    public static boolean isByOneDnn(int width, int hidden) {
        return isByOneDnn()
                && width >= NARROW
                && (!ChannelBlocks.areLost() || (width % WHOLE_BLOCK == 0 && hidden % WHOLE_BLOCK == 0));
    }

    /** @param bias (out), or null */
    static NDArray of(NDArray x, NDArray weight, NDArray bias, boolean training) {
        FlopCount.addLinear(x, weight.getShape().get(0));
        boolean exported = x instanceof TracedArray && !training;
        if (exported || !Processor.isFasterByOneDnn() || !isFloat32OnCpu(x) || !isFloat32OnCpu(weight)) {
            return usual(x, weight, bias);
        }
        boolean differentiable = training || Autograd.isRecording();
        long values = x.getShape().size();
        boolean suits = differentiable
                ? values > 0 && hasWideSides(weight, ChannelBlocks.areLost() ? WHOLE_BLOCK : BLOCK)
                : values >= FEW_ROWS * weight.getShape().get(1) && hasWideSides(weight, 1);
        return suits ? oneDnn(x, weight, bias, differentiable) : usual(x, weight, bias);
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

    private static boolean isFloat32OnCpu(NDArray array) {
        return !array.getDevice().isGpu() && array.getDataType() == DataType.FLOAT32;
    }

    private static boolean hasWideSides(NDArray weight, int block) {
        return LongStream.of(weight.getShape().getShape()).allMatch(side -> side >= NARROW && side % block == 0);
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
