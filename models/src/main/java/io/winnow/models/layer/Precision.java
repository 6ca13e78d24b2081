package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import io.winnow.models.torch.TorchFunctions;

/**
 * The type that an encoder computes in. Its layers follow the type of their input, so this is a matter of the images alone; parameters,
 * statistics of batches, representations and losses are float32 in any case.
 */
public enum Precision {
    FLOAT32,
    /** Half the memory, and faster where the processor multiplies matrices in it (GPUs, CPUs with AMX). Eight bits of mantissa. */
    BFLOAT16;

    /** Apart from the enum, which configurations name before the engine may be loaded: its number of threads is set by then only. */
    private static final class Functions {
        static final TorchFunctions LAYERS = TorchFunctions.load(Precision.class, "layers.py");

        private Functions() {}
    }

    /** The input of an encoder, from float32; gradients flow. */
    public NDArray of(NDArray x) {
        return this == BFLOAT16 ? Functions.LAYERS.call("to_bfloat16", x) : x;
    }

    /** A parameter in the type of the array that it meets; gradients flow. */
    public static NDArray like(NDArray parameter, NDArray x) {
        return Functions.LAYERS.call("like", parameter, x);
    }

    /** The output of an encoder: bfloat16 becomes float32; gradients flow. */
    public static NDArray full(NDArray x) {
        return Functions.LAYERS.call("full", x);
    }
}
