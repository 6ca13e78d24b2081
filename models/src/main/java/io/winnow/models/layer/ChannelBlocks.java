package io.winnow.models.layer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.FlopCount;
import io.winnow.models.torch.TracedArray;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Convolutions on machines where oneDNN, by which PyTorch computes them on CPUs, is right only for channels that fill its blocks.
 *
 * <p>oneDNN stores weights in blocks of channels, and writes zeros behind the last channel of the last block. The oneDNN of PyTorch 2.7 (3.7.1,
 * {@code prb_block_for_cache} of {@code jit_uni_reorder.cpp}) takes another order of its loops if a block is larger than the first cache, and in
 * this order the zeros overwrite weights. It asks the processor for the size of the cache. Some virtual machines do not pass the answer on, so the
 * size is 0, and convolutions of such channels, and their gradients, are wrong without an error. There, inputs and kernels get channels of zeros
 * until the blocks are full, which changes neither results nor gradients. Traced networks keep the usual operator.
 */
public final class ChannelBlocks {
    /** Up to so many channels fill one small block; more have to be a multiple of {@link #BLOCK}. Both were found by trial. */
    private static final int SMALL_BLOCK = 16;

    private static final int BLOCK = 32;

    /** Images of as many channels have kernels of their own in oneDNN, which are right but for the gradient of images in bfloat16. */
    private static final Set<Long> IMAGES = Set.of(1L, 3L);

    /** Numbers of channels of the trial. Which of them is wrong depends on the instructions of the processor. */
    private static final int[] TRIED = {20, 40, 72, 97};

    private ChannelBlocks() {}

    /** Tried once, with the first convolution. */
    private static final class Trial {
        private static final boolean LOSES = IntStream.of(TRIED).anyMatch(Trial::isWrong);

        /** Sums of ones: each result counts how many ones it has been computed from. */
        private static boolean isWrong(int channels) {
            try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                    Autograd.Recording pause = Autograd.pause()) {
                NDArray x = manager.ones(new Shape(2, channels, 3, 3));
                NDArray weight = manager.ones(new Shape(channels, channels, 3, 3));
                return LayersScript.convolution(x, weight, 3, 0)
                        .neq(9 * channels)
                        .any()
                        .getBoolean();
            }
        }
    }

    /** Computes a convolution. */
    @FunctionalInterface
    public interface Operation {
        /**
         * Returns the result of an input, its kernels and its bias, as they are or with further channels of zeros.
         *
         * @param bias (out), or null
         */
        NDArray of(NDArray x, NDArray kernels, NDArray bias);
    }

    /** Whether oneDNN on this machine loses weights of channels that do not fill a block. */
    public static boolean areLost() {
        return Trial.LOSES;
    }

    /**
     * Computes a convolution of all channels.
     *
     * @param axis the axis of the channels in the input and in the result
     * @param kernels (out, in, ..)
     * @param bias (out), or null
     */
    public static NDArray convolution(
            NDArray x, int axis, NDArray kernels, NDArray bias, boolean training, Operation operation) {
        NDArray result = rightly(x, axis, kernels, bias, training, operation);
        FlopCount.addConvolution(kernels, result);
        return result;
    }

    private static NDArray rightly(
            NDArray x, int axis, NDArray kernels, NDArray bias, boolean training, Operation operation) {
        boolean exported = x instanceof TracedArray && !training;
        if (exported || x.getDevice().isGpu() || x.getDataType() == DataType.FLOAT64 || !areLost()) {
            return operation.of(x, kernels, bias);
        }
        long out = kernels.getShape().get(0);
        NDArray added = bias == null ? null : filled(bias, 0);
        NDArray whole = filled(kernels, 0);
        NDArray result = IMAGES.contains(x.getShape().get(axis))
                ? operation.of(x, whole, added)
                : operation.of(filled(x, axis), filled(whole, 1), added);
        return result.getShape().get(axis) == out ? result : OneDnnScript.first(result, axis, out);
    }

    /** Returns an array with zeros behind an axis, until it fills its blocks. */
    private static NDArray filled(NDArray array, int axis) {
        long channels = array.getShape().get(axis);
        long more = filled(channels) - channels;
        return more == 0 ? array : OneDnnScript.filled(array, axis, more);
    }

    static long filled(long channels) {
        return channels <= SMALL_BLOCK ? SMALL_BLOCK : (channels + BLOCK - 1) / BLOCK * BLOCK;
    }
}
