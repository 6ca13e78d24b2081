package io.winnow.trainer.export.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.IntUnaryOperator;

/**
 * A matrix, a table or a kernel as bytes, with a scale for each channel: weight = scale * byte. The zero point is 0.
 *
 * @param values the bytes (int8), in the order of the weights
 * @param scales the scales (channels) as float32
 */
record IntegerWeights(TensorProto values, TensorProto scales) {
    /**
     * Largest magnitude of a weight of a product. The products of two neighbouring inputs (at most 255) and weights are added in 16 bits by
     * CPUs with AVX2 or AVX-512 but without VNNI; with weights up to 127, the sum would be cut off there (ONNX Runtime, "Quantize ONNX
     * models", section on data types). With 64 it fits, so that all CPUs compute the same.
     */
    static final int PRODUCT = 64;

    /** Largest magnitude of any other weight. */
    static final int OTHER = 127;

    /** What is added to bytes that become unsigned. */
    private static final int MIDDLE = 128;

    /**
     * Rounds weights to whole multiples of the scale of their channel.
     *
     * @param name begin of the names of the results
     * @param weights float32, as raw data
     * @param channels number of channels
     * @param channelOf channel of the weight with an index in row-major order
     * @param most largest magnitude of a byte
     */
    static IntegerWeights of(String name, TensorProto weights, int channels, IntUnaryOperator channelOf, int most) {
        FloatBuffer given = weights.getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        float[] scales = new float[channels];
        for (int i = 0; i < given.limit(); i++) {
            int channel = channelOf.applyAsInt(i);
            scales[channel] = Math.max(scales[channel], Math.abs(given.get(i)));
        }
        for (int c = 0; c < channels; c++) {
            scales[c] = scales[c] == 0 ? 1 : scales[c] / most;
        }
        byte[] bytes = new byte[given.limit()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.rint(given.get(i) / scales[channelOf.applyAsInt(i)]);
        }
        ByteBuffer raw = ByteBuffer.allocate(4 * channels).order(ByteOrder.LITTLE_ENDIAN);
        for (float scale : scales) {
            raw.putFloat(scale);
        }
        return new IntegerWeights(
                TensorProto.newBuilder()
                        .setName(name + "_int8")
                        .setDataType(TensorProto.DataType.INT8.getNumber())
                        .addAllDims(weights.getDimsList())
                        .setRawData(ByteString.copyFrom(bytes))
                        .build(),
                TensorProto.newBuilder()
                        .setName(name + "_scale")
                        .setDataType(TensorProto.DataType.FLOAT.getNumber())
                        .addDims(channels)
                        .setRawData(ByteString.copyFrom(raw.flip()))
                        .build());
    }

    /** Returns the bytes as uint8, of which 128 stands for 0. */
    TensorProto unsigned() {
        byte[] bytes = values.getRawData().toByteArray();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] += (byte) MIDDLE;
        }
        return values.toBuilder()
                .setName(values.getName() + "_unsigned")
                .setDataType(TensorProto.DataType.UINT8.getNumber())
                .setRawData(ByteString.copyFrom(bytes))
                .build();
    }

    /** Returns the zero point of {@link #unsigned}. */
    static TensorProto middle() {
        return TensorProto.newBuilder()
                .setName("int8_middle")
                .setDataType(TensorProto.DataType.UINT8.getNumber())
                .setRawData(ByteString.copyFrom(new byte[] {(byte) MIDDLE}))
                .build();
    }
}
