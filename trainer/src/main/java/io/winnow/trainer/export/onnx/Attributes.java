package io.winnow.trainer.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.util.List;

/** Creates attributes of ONNX operators. */
final class Attributes {
    private Attributes() {}

    static AttributeProto attribute(String name, long value) {
        return of(name, AttributeProto.AttributeType.INT).setI(value).build();
    }

    static AttributeProto attribute(String name, double value) {
        return of(name, AttributeProto.AttributeType.FLOAT).setF((float) value).build();
    }

    static AttributeProto attribute(String name, boolean value) {
        return attribute(name, value ? 1L : 0L);
    }

    static AttributeProto attribute(String name, String value) {
        return of(name, AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto attribute(String name, List<Long> values) {
        return of(name, AttributeProto.AttributeType.INTS).addAllInts(values).build();
    }

    static AttributeProto attribute(String name, TensorProto value) {
        return of(name, AttributeProto.AttributeType.TENSOR).setT(value).build();
    }

    private static AttributeProto.Builder of(String name, AttributeProto.AttributeType type) {
        return AttributeProto.newBuilder().setName(name).setType(type);
    }
}
