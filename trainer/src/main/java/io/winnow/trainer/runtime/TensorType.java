package io.winnow.trainer.runtime;

import ai.onnxruntime.OnnxJavaType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The data types of tensors that models take and return, named as in the Open Inference Protocol. */
public enum TensorType {
    UINT8(1, OnnxJavaType.UINT8, 0, 255),
    INT32(4, OnnxJavaType.INT32, Integer.MIN_VALUE, Integer.MAX_VALUE),
    INT64(8, OnnxJavaType.INT64, Long.MIN_VALUE, Long.MAX_VALUE),
    FP32(4, OnnxJavaType.FLOAT, 0, 0),
    BOOL(1, OnnxJavaType.BOOL, 0, 1);

    private final int bytes;
    private final OnnxJavaType onnx;
    private final long least;
    private final long most;

    TensorType(int bytes, OnnxJavaType onnx, long least, long most) {
        this.bytes = bytes;
        this.onnx = onnx;
        this.least = least;
        this.most = most;
    }

    /** Returns the type that ONNX Runtime calls by a name; empty if it is none of these. */
    static Optional<TensorType> of(OnnxJavaType onnx) {
        return Arrays.stream(values()).filter(type -> type.onnx == onnx).findFirst();
    }

    /** Number of bytes of an element. */
    public int bytes() {
        return bytes;
    }

    OnnxJavaType onnx() {
        return onnx;
    }

    /** Whether a whole number is a value of this type. */
    public boolean holds(long number) {
        return this == FP32 || (number >= least && number <= most);
    }

    /** Appends a whole number to the elements of a tensor. */
    public void put(long value, ByteBuffer target) {
        switch (this) {
            case UINT8, BOOL -> target.put((byte) value);
            case INT32 -> target.putInt((int) value);
            case INT64 -> target.putLong(value);
            case FP32 -> target.putFloat((float) value);
        }
    }
}
