package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import io.winnow.models.torch.TorchFunctions;

/**
 * The type that an encoder computes in. Its layers follow the type of their input, so this is a matter of the images alone; parameters,
 * statistics of batches, representations and losses are float32 in any case.
 */
public enum Precision {
    FLOAT32,
    /**
     * float32 whose products GPUs take with ten bits of mantissa. A setting of the process, which PyTorch reads from {@link #TF32_VARIABLE}
     * alone; to arrays it is float32.
     */
    TF32,
    /** Half the memory, and faster where the processor multiplies matrices in it (GPUs, CPUs with AMX). Eight bits of mantissa. */
    BFLOAT16,
    /** As fast; ten bits of mantissa, and a range so small that losses must be scaled for gradients to stay in it. */
    FLOAT16;

    /** Of the environment, 1 to allow TF32. Neither DJL nor TorchScript has a call for it. */
    public static final String TF32_VARIABLE = "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE";

    /** Apart from the enum, which configurations name before the engine may be loaded: its number of threads is set by then only. */
    private static final class Functions {
        static final TorchFunctions LAYERS = TorchFunctions.load(Precision.class, "layers.py");

        private Functions() {}
    }

    /** The input of an encoder, from float32; gradients flow. */
    public NDArray of(NDArray x) {
        return switch (this) {
            case FLOAT32, TF32 -> x;
            case BFLOAT16 -> Functions.LAYERS.call("to_bfloat16", x);
            case FLOAT16 -> Functions.LAYERS.call("to_float16", x);
        };
    }

    /** A parameter in the type of the array that it meets; gradients flow. */
    public static NDArray like(NDArray parameter, NDArray x) {
        return Functions.LAYERS.call("like", parameter, x);
    }

    /** Whether arrays are of half the size. */
    public boolean isHalf() {
        return this == BFLOAT16 || this == FLOAT16;
    }

    /** The output of an encoder: half precision becomes float32; gradients flow. */
    public static NDArray full(NDArray x) {
        return Functions.LAYERS.call("full", x);
    }
}
