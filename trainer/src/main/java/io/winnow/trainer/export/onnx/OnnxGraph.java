package io.winnow.trainer.export.onnx;

import static io.winnow.trainer.export.onnx.Attributes.attribute;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Builds the nodes of an ONNX graph. */
final class OnnxGraph {
    private final DataTypes types;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, TensorProto> constants = new LinkedHashMap<>();
    private final Map<String, OnnxArray> free = new HashMap<>();
    private final Map<Dimension, OnnxArray> lengths = new HashMap<>();
    private String origin = "";
    private int count;

    /** @param type data type of the computation with real numbers */
    OnnxGraph(DataType type) {
        types = new DataTypes(type);
    }

    DataTypes types() {
        return types;
    }

    List<NodeProto> nodes() {
        return nodes;
    }

    /** Returns the constants that operators need in addition to the graph's tensors. */
    Iterable<TensorProto> constants() {
        return constants.values();
    }

    /** Sets the origin of the operators that are added next, which becomes their documentation string. */
    void from(String where) {
        origin = where;
    }

    String origin() {
        return origin;
    }

    /**
     * Adds an operator with one output.
     *
     * @param inputs the inputs, of which absent ones are null
     * @param shape the shape of the output, in which lengths that are not known are null
     */
    OnnxArray op(
            String operator,
            List<OnnxArray> inputs,
            DataType type,
            List<Dimension> shape,
            AttributeProto... attributes) {
        OnnxArray output = output(operator, type, shape);
        op(operator, inputs, List.of(output.name()), attributes);
        return output;
    }

    /** Adds an operator whose output has the type and the shape of its input. */
    OnnxArray like(String operator, OnnxArray x, AttributeProto... attributes) {
        return op(operator, List.of(x), x.type(), x.shape(), attributes);
    }

    /** Adds an operator with several outputs. An output that is not needed has the name "". */
    void op(String operator, List<OnnxArray> inputs, List<String> outputs, AttributeProto... attributes) {
        NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).setName(operator + "-" + nodes.size());
        node.setDocString(origin);
        inputs.forEach(input -> node.addInput(input == null ? "" : input.name()));
        outputs.forEach(node::addOutput);
        node.addAllAttribute(List.of(attributes));
        nodes.add(node.build());
    }

    /** Returns an array with a new name, for an output of an operator that is added next. */
    OnnxArray output(String kind, DataType type, List<Dimension> shape) {
        return array(kind + "_" + count++, type, shape);
    }

    /** Returns an array of a given name. Its lengths that are null become free lengths of the graph. */
    OnnxArray array(String name, DataType type, List<Dimension> shape) {
        List<Dimension> known = new ArrayList<>(shape);
        for (int d = 0; d < known.size(); d++) {
            if (known.get(d) == null) {
                known.set(d, Dimension.free(name + "." + d));
            }
        }
        OnnxArray array = new OnnxArray(name, type, known);
        for (Dimension length : known) {
            if (length.symbols().size() == 1 && length.factor() == 1) {
                free.putIfAbsent(length.symbols().get(0), array);
            }
        }
        return array;
    }

    /** Returns a length (scalar, INT64). It is a constant unless it is free; then the graph reads it when it runs. */
    OnnxArray length(Dimension length) {
        if (length.isFixed()) {
            return integer(length.factor());
        }
        OnnxArray known = lengths.get(length);
        if (known == null) {
            known = length.factor() == 1 ? null : integer(length.factor());
            for (String symbol : length.symbols()) {
                OnnxArray one = read(symbol);
                known = known == null ? one : op("Mul", List.of(known, one), DataType.INT64, List.of());
            }
            lengths.put(length, known);
        }
        return known;
    }

    private OnnxArray read(String symbol) {
        OnnxArray array = free.get(symbol);
        OnnxArray shape = op("Shape", List.of(array), DataType.INT64, List.of(Dimension.of(array.rank())));
        OnnxArray axis = integer(array.shape().indexOf(Dimension.free(symbol)));
        return op("Gather", List.of(shape, axis), DataType.INT64, List.of(), attribute("axis", 0L));
    }

    /** Returns a vector of integers (INT64), each of which is a Long, a {@link Dimension} or a scalar array. */
    OnnxArray vector(List<?> values) {
        if (values.stream().allMatch(Long.class::isInstance)) {
            return integers(values.stream().map(Long.class::cast).toList());
        }
        List<OnnxArray> parts = new ArrayList<>();
        for (Object value : values) {
            OnnxArray scalar = value instanceof Long ? null : scalar(value);
            parts.add(
                    scalar == null
                            ? integers(List.of((Long) value))
                            : op(
                                    "Unsqueeze",
                                    List.of(scalar, integers(List.of(0L))),
                                    DataType.INT64,
                                    List.of(Dimension.of(1))));
        }
        return op("Concat", parts, DataType.INT64, List.of(Dimension.of(parts.size())), attribute("axis", 0L));
    }

    private OnnxArray scalar(Object value) {
        return value instanceof Dimension length ? length(length) : cast((OnnxArray) value, DataType.INT64);
    }

    /** Returns a constant vector (INT64). */
    OnnxArray integers(List<Long> values) {
        String name = "integers" + values.toString().replaceAll("[^-\\d]+", "_");
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setDataType(types.code(DataType.INT64))
                .addDims(values.size())
                .addAllInt64Data(values);
        return constant(name, tensor, DataType.INT64, List.of(Dimension.of(values.size())));
    }

    /** Returns a constant scalar (INT64). */
    OnnxArray integer(long value) {
        return number((double) value, DataType.INT64);
    }

    /** Returns a constant scalar, see {@link DataTypes#scalar}. */
    OnnxArray number(double value, DataType type) {
        String name = type == DataType.FLOAT32 ? "number_" + value : type.name().toLowerCase(Locale.ROOT) + "_" + value;
        return constant(name, types.scalar(value, type), type, List.of());
    }

    private OnnxArray constant(String name, TensorProto.Builder tensor, DataType type, List<Dimension> shape) {
        constants.computeIfAbsent(name, key -> tensor.setName(key).build());
        return new OnnxArray(name, type, shape);
    }

    /** Converts an array to another data type. */
    OnnxArray cast(OnnxArray x, DataType to) {
        return x.type() == to ? x : op("Cast", List.of(x), to, x.shape(), attribute("to", (long) types.code(to)));
    }

    /**
     * Converts real numbers of an array between the type that the graph computes in and FLOAT32 itself. In both types the array counts as
     * FLOAT32.
     */
    OnnxArray castReal(OnnxArray x, DataType to) {
        return types.real() == DataType.FLOAT32
                ? x
                : op("Cast", List.of(x), x.type(), x.shape(), attribute("to", (long) DataTypes.codeOf(to)));
    }
}
