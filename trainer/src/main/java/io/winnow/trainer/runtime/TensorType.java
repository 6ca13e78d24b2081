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

    /** Appends an element to a tensor. */
    public void put(Number value, ByteBuffer target) {
        switch (this) {
            case UINT8, BOOL -> target.put(value.byteValue());
            case INT32 -> target.putInt(value.intValue());
            case INT64 -> target.putLong(value.longValue());
            case FP32 -> target.putFloat(value.floatValue());
        }
    }

    /** Takes the next element of a tensor. */
    public Number get(ByteBuffer source) {
        return switch (this) {
            case UINT8, BOOL -> source.get() & 0xff;
            case INT32 -> source.getInt();
            case INT64 -> source.getLong();
            case FP32 -> source.getFloat();
        };
    }
}
