package io.winnow.models.layer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Locale;
import java.util.Optional;

/**
 * The number format that an encoder computes in. Layers compute in the type of their input, so casting the encoder's input selects the
 * precision. Parameters, batch statistics, representations and losses are always float32.
 */
public enum Precision {
    /** {@link #BFLOAT16} on devices that compute in it natively, and {@link #FLOAT32} on others. */
    AUTO,
    FLOAT32,
    /**
     * Arrays are float32, but NVIDIA GPUs round the factors of matrix products to eleven significant bits. This is a setting of the whole
     * process, which PyTorch reads only from the environment variable {@link #TF32_VARIABLE}.
     */
    TF32,
    /**
     * Needs half the memory of float32, and is faster on processors that multiply matrices in bfloat16 (GPUs, CPUs with AMX). It has eight
     * significant bits and the range of float32.
     */
    BFLOAT16,
    /**
     * Needs half the memory of float32 and is as fast as bfloat16. It has eleven significant bits, but its range is so small that the loss
     * must be scaled to keep gradients inside it.
     */
    FLOAT16;

    /** Environment variable that allows TF32 when it is 1. Neither DJL nor TorchScript has an API for this setting. */
    public static final String TF32_VARIABLE = "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE";

    /** The precision that is meant on a device: itself, unless it is {@link #AUTO}. */
    public Precision on(Device device) {
        if (this != AUTO) {
            return this;
        }
        return device.isGpu() || Processor.multipliesBfloat16() ? BFLOAT16 : FLOAT32;
    }

    /** Returns what a user should know before a training on a device, if anything: the choice of auto, or that the device is slow. */
    public Optional<String> note(Device device) {
        if (this == AUTO) {
            Precision chosen = on(device);
            return Optional.of("The encoder computes in " + chosen.name().toLowerCase(Locale.ROOT)
                    + " (precision auto: "
                    + (device.isGpu()
                            ? "the device is a GPU"
                            : "this processor has " + (chosen == BFLOAT16 ? "" : "no ") + "instructions for bfloat16")
                    + ").");
        }
        return this == BFLOAT16 && !device.isGpu() && !Processor.multipliesBfloat16()
                ? Optional.of("Warning: this processor has no instructions for bfloat16 (avx512_bf16 or amx_bf16), so"
                        + " PyTorch emulates it, which can take 10 times as long as float32 and more. Set precision to"
                        + " auto or float32.")
                : Optional.empty();
    }

    /** Casts the float32 input of an encoder to this precision; ids are kept as they are. Gradients pass through the cast. */
    public NDArray of(NDArray x) {
        if (!isReal(x.getDataType())) {
            return x;
        }
        return switch (on(x.getDevice())) {
            case AUTO, FLOAT32, TF32 -> x;
            case BFLOAT16 -> LayersScript.toBfloat16(x);
            case FLOAT16 -> LayersScript.toFloat16(x);
        };
    }

    /** Casts a parameter to the type of the array that it is combined with. Gradients pass through the cast. */
    public static NDArray like(NDArray parameter, NDArray x) {
        return LayersScript.like(parameter, x);
    }

    /**
     * Returns the reason why a device cannot compute in this precision, or empty if it can.
     *
     * @param tf32 value of {@link #TF32_VARIABLE} in the environment, or null if it is not set
     */
    public Optional<String> refusal(Device device, String tf32) {
        if (this != TF32 || (device.isGpu() && "1".equals(tf32))) {
            return Optional.empty();
        }
        return Optional.of(
                device.isGpu()
                        ? "precision tf32 is not enabled: PyTorch reads " + TF32_VARIABLE + " when it starts, and that"
                                + " environment variable " + (tf32 == null ? "is not set" : "is '" + tf32 + "'")
                                + ". Run the command with " + TF32_VARIABLE + "=1."
                        : "precision tf32 needs an NVIDIA GPU, but the device is " + device
                                + ". Use precision float32 instead.");
    }

    /** Whether a type, as DJL reports it, is bfloat16. DJL's PyTorch bridge reports bfloat16, alone among the types in use, as UNKNOWN. */
    public static boolean isBfloat16(DataType type) {
        return type == DataType.UNKNOWN || type == DataType.BFLOAT16;
    }

    /** Whether arrays of a type hold floating-point numbers, bfloat16 included, and so can have gradients. */
    public static boolean isReal(DataType type) {
        return type.isFloating() || isBfloat16(type);
    }

    /** Casts the output of an encoder from half precision to float32; other types are kept. Gradients pass through the cast. */
    public static NDArray full(NDArray x) {
        return LayersScript.full(x);
    }
}
