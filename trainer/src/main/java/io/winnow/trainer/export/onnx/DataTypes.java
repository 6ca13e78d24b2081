package io.winnow.trainer.export.onnx;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.TensorProto;

/**
 * The data types of a graph, in which FLOAT32 stands for the type that the graph computes in.
 *
 * @param real the type that the graph computes in: FLOAT32 or FLOAT16
 */
record DataTypes(DataType real) {
    /** The smallest positive number of half precision, and the largest. */
    private static final double HALF_LEAST = 0x1p-24;

    private static final double HALF_MOST = 65504;

    private DataType actual(DataType type) {
        return type == DataType.FLOAT32 ? real : type;
    }

    /** Returns the content of a scalar. Numbers that half precision cannot represent become the nearest number that keeps their sign. */
    TensorProto.Builder scalar(double value, DataType type) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(code(type));
        return switch (actual(type)) {
            case FLOAT32 -> tensor.addFloatData((float) value);
            case FLOAT64 -> tensor.addDoubleData(value);
            case FLOAT16 -> tensor.addInt32Data(Half.bits((float) inHalf(value)));
            case INT64 -> tensor.addInt64Data((long) value);
            default -> tensor.addInt32Data((int) value);
        };
    }

    private static double inHalf(double value) {
        double magnitude = value == 0 ? 0 : Math.min(Math.max(Math.abs(value), HALF_LEAST), HALF_MOST);
        return Double.isInfinite(value) ? value : Math.copySign(magnitude, value);
    }

    /** Returns the number of a data type in ONNX. FLOAT32 stands for the type that the graph computes in. */
    int code(DataType type) {
        return codeOf(actual(type));
    }

    /** Returns the number of a data type in ONNX. */
    static int codeOf(DataType type) {
        return switch (type) {
            case FLOAT32 -> TensorProto.DataType.FLOAT.getNumber();
            case FLOAT16 -> TensorProto.DataType.FLOAT16.getNumber();
            case FLOAT64 -> TensorProto.DataType.DOUBLE.getNumber();
            case INT64 -> TensorProto.DataType.INT64.getNumber();
            case INT32 -> TensorProto.DataType.INT32.getNumber();
            case INT8 -> TensorProto.DataType.INT8.getNumber();
            case UINT8 -> TensorProto.DataType.UINT8.getNumber();
            case BOOLEAN -> TensorProto.DataType.BOOL.getNumber();
            default ->
                throw new IllegalArgumentException("The export to ONNX does not support arrays of type " + type + ".");
        };
    }
}
