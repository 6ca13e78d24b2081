package io.winnow.models.layer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.winnow.models.torch.TorchFunctions;
import java.util.Optional;

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

    /**
     * Why it cannot be had on a device; empty when it can.
     *
     * @param tf32 value of {@link #TF32_VARIABLE}, or null
     */
    public Optional<String> refusal(Device device, String tf32) {
        if (this != TF32 || (device.isGpu() && "1".equals(tf32))) {
            return Optional.empty();
        }
        return Optional.of(
                device.isGpu()
                        ? "precision tf32 is a setting that PyTorch reads when it starts, and DJL has no call for it: run the"
                                + " command with " + TF32_VARIABLE + "=1 in the environment."
                        : "precision tf32 is of NVIDIA GPUs, and the device is " + device
                                + "; float32 is what there is.");
    }

    /** Whether arrays are of half the size. */
    public boolean isHalf() {
        return this == BFLOAT16 || this == FLOAT16;
    }

    /** Whether arrays of a type, as DJL calls it, are of bfloat16: of all types in use its bridge to PyTorch does not know this one. */
    public static boolean isBfloat16(DataType type) {
        return type == DataType.UNKNOWN || type == DataType.BFLOAT16;
    }

    /** Whether arrays of a type hold real numbers, which have gradients; bfloat16, too. */
    public static boolean isReal(DataType type) {
        return type.isFloating() || isBfloat16(type);
    }

    /** The output of an encoder: half precision becomes float32; gradients flow. */
    public static NDArray full(NDArray x) {
        return Functions.LAYERS.call("full", x);
    }
}
