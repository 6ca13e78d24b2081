package io.winnow.trainer.export.onnx;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.winnow.trainer.export.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds the nodes of an ONNX graph. Its methods take and return the names of arrays. */
final class OnnxGraph {
    private final DataType type;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, TensorProto> small = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private String origin = "";
    private int count;

    /** @param type data type of the computation with real numbers */
    OnnxGraph(DataType type) {
        this.type = type;
    }

    DataType type() {
        return type;
    }

    List<NodeProto> nodes() {
        return nodes;
    }

    /** Returns the constants that operators need in addition to the graph's tensors. */
    Iterable<TensorProto> constants() {
        return small.values();
    }

    /** Sets the origin of the operators that are added next, which becomes their documentation string. */
    void from(String where) {
        origin = where;
    }

    /** Returns the name of the ONNX array of a value. */
    String of(Value value) {
        return names.getOrDefault(value.name(), value.name());
    }

    /** Sets the name of the ONNX array of a value. */
    void bind(Value value, String name) {
        names.put(value.name(), name);
    }

    /** Returns a name that no array has yet. */
    String named(String kind) {
        return kind + "_" + count++;
    }

    /** Adds an operator with one output. A null input is absent. */
    String op(String operator, List<String> inputs, AttributeProto... attributes) {
        String output = named(operator);
        op(operator, inputs, List.of(output), attributes);
        return output;
    }

    void op(String operator, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).setName(operator + "-" + nodes.size());
        node.setDocString(origin);
        inputs.forEach(input -> node.addInput(input == null ? "" : input));
        outputs.forEach(node::addOutput);
        node.addAllAttribute(List.of(attributes));
        nodes.add(node.build());
    }

    /** Returns a constant vector of integers. */
    String integers(List<Long> values) {
        String name = "integers" + values.toString().replaceAll("[^-\\d]+", "_");
        small.computeIfAbsent(
                name,
                key -> TensorProto.newBuilder()
                        .setName(key)
                        .setDataType(TensorProto.DataType.INT64.getNumber())
                        .addDims(values.size())
                        .addAllInt64Data(values)
                        .build());
        return name;
    }

    /** Returns a constant scalar integer. */
    String integer(long value) {
        String name = "integer_" + value;
        small.computeIfAbsent(
                name,
                key -> TensorProto.newBuilder()
                        .setName(key)
                        .setDataType(TensorProto.DataType.INT64.getNumber())
                        .addInt64Data(value)
                        .build());
        return name;
    }

    /** Returns the length of an axis as a scalar. It is a constant unless the length is free; then the graph reads it when it runs. */
    String length(Value value, int axis) {
        return value.isFree(axis)
                ? op("Gather", List.of(op("Shape", List.of(of(value))), integer(axis)), attribute("axis", 0L))
                : integer(value.shape().get(axis));
    }

    /** Adds a constant with the given content. */
    String constant(String name, TensorProto content) {
        small.put(name, content);
        return name;
    }

    /** Returns a constant scalar real number. */
    String number(double value) {
        String name = "number_" + value;
        small.computeIfAbsent(name, key -> {
            TensorProto.Builder tensor = TensorProto.newBuilder().setName(key).setDataType(code(type));
            return (type == DataType.FLOAT16
                            ? tensor.addInt32Data(Half.bits((float) value))
                            : tensor.addFloatData((float) value))
                    .build();
        });
        return name;
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, double value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto attribute(String name, List<Long> values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(values)
                .build();
    }

    /** Returns the number of a data type in ONNX. */
    static int code(DataType type) {
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
