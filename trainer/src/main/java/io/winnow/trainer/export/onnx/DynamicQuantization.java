package io.winnow.trainer.export.onnx;

import static io.winnow.trainer.export.onnx.Attributes.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.LongStream;

/**
 * Replaces the products and convolutions of a graph by those of integers, as dynamic quantisation does: the weights are bytes with a scale for
 * each output channel, and the inputs become uint8 when the graph runs, by the least and the largest of their numbers (ONNX operators
 * DynamicQuantizeLinear, MatMulInteger and ConvInteger). Rows of tables of vectors are looked up as int8. Everything else stays float32.
 */
final class DynamicQuantization {
    private static final long FLOAT = TensorProto.DataType.FLOAT.getNumber();

    private final GraphProto.Builder graph;
    private final Map<String, TensorProto> weights = new HashMap<>();
    private final Map<String, String> transposed = new HashMap<>();
    private final Map<String, TensorProto> added = new LinkedHashMap<>();
    private final Set<String> quantizedInputs = new HashSet<>();
    private final List<NodeProto> nodes = new ArrayList<>();
    private int replaced;

    private DynamicQuantization(GraphProto.Builder graph) {
        this.graph = graph;
    }

    /**
     * Changes a graph whose initializers are raw data.
     *
     * @return number of operators that were replaced
     */
    static int apply(GraphProto.Builder graph) {
        return new DynamicQuantization(graph).run();
    }

    private int run() {
        for (TensorProto tensor : graph.getInitializerList()) {
            if (tensor.getDataType() == FLOAT
                    && tensor.getDimsCount() >= 2
                    && !tensor.getRawData().isEmpty()) {
                weights.put(tensor.getName(), tensor);
            }
        }
        for (NodeProto node : graph.getNodeList()) {
            if (!replace(node)) {
                nodes.add(node);
                if (node.getOpType().equals("Transpose") && isMatrix(node.getInput(0))) {
                    transposed.put(node.getOutput(0), node.getInput(0));
                }
            }
        }
        graph.clearNode().addAllNode(used(nodes));
        Set<String> needed = new HashSet<>();
        graph.getNodeList().forEach(node -> needed.addAll(node.getInputList()));
        List<TensorProto> tensors = new ArrayList<>(graph.getInitializerList());
        tensors.addAll(added.values());
        graph.clearInitializer();
        tensors.stream().filter(tensor -> needed.contains(tensor.getName())).forEach(graph::addInitializer);
        return replaced;
    }

    private boolean isMatrix(String name) {
        return weights.containsKey(name) && weights.get(name).getDimsCount() == 2;
    }

    private boolean replace(NodeProto node) {
        boolean done =
                switch (node.getOpType()) {
                    case "MatMul" -> product(node, false);
                    case "Gemm" ->
                        node.getAttributeList().stream()
                                        .allMatch(each -> each.getName().equals("transB"))
                                && product(
                                        node, node.getAttributeList().stream().anyMatch(each -> each.getI() == 1));
                    case "Conv" -> convolution(node);
                    case "Gather" -> lookup(node);
                    default -> false;
                };
        replaced += done ? 1 : 0;
        return done;
    }

    /** @param isTransposed whether the second matrix is (N, K) instead of (K, N) */
    private boolean product(NodeProto node, boolean isTransposed) {
        String name = node.getInput(1);
        boolean outputsFirst = isTransposed;
        if (transposed.containsKey(name)) {
            name = transposed.get(name);
            outputsFirst = !outputsFirst;
        }
        if (!isMatrix(name)) {
            return false;
        }
        TensorProto matrix = weights.get(name);
        int columns = (int) matrix.getDims(1);
        IntegerWeights integers = outputsFirst
                ? integers(name + "_rows", matrix, (int) matrix.getDims(0), i -> i / columns)
                : integers(name + "_columns", matrix, columns, i -> i % columns);
        String values =
                outputsFirst ? turned(integers.values()) : integers.values().getName();
        scaled(node, "MatMulInteger", List.of(values), integers.scales().getName(), List.of());
        return true;
    }

    /** ONNX Runtime has this operator only for weights of uint8, which no CPU cuts off. */
    private boolean convolution(NodeProto node) {
        TensorProto kernel = weights.get(node.getInput(1));
        if (kernel == null) {
            return false;
        }
        int outputs = (int) kernel.getDims(0);
        int each = (int) kernel.getDimsList().stream()
                .skip(1)
                .reduce(1L, Math::multiplyExact)
                .longValue();
        IntegerWeights integers =
                IntegerWeights.of(kernel.getName(), kernel, outputs, i -> i / each, IntegerWeights.OTHER);
        TensorProto values = integers.unsigned();
        TensorProto middle = IntegerWeights.middle();
        added.put(values.getName(), values);
        added.put(middle.getName(), middle);
        // (M, 1, ..), so that each channel of an output (N, M, ..) has its own scale.
        List<Long> shape = LongStream.range(0, kernel.getDimsCount() - 1L)
                .mapToObj(axis -> axis == 0 ? (long) outputs : 1L)
                .toList();
        TensorProto scales = reshaped(integers.scales(), shape);
        NodeProto.Builder plain = node.toBuilder();
        if (node.getInputCount() > 2) {
            plain.setInput(2, reshapedBias(node.getInput(2), shape, node.getName()));
        }
        scaled(
                plain.build(),
                "ConvInteger",
                List.of(values.getName(), middle.getName()),
                scales.getName(),
                node.getAttributeList());
        return true;
    }

    /** Replaces a look-up of rows by one of int8, which is then multiplied by the scale of each row. */
    private boolean lookup(NodeProto node) {
        boolean byRow =
                node.getAttributeList().stream().allMatch(each -> each.getName().equals("axis") && each.getI() == 0);
        if (!byRow || !isMatrix(node.getInput(0))) {
            return false;
        }
        TensorProto table = weights.get(node.getInput(0));
        int width = (int) table.getDims(1);
        IntegerWeights integers = IntegerWeights.of(
                table.getName() + "_table", table, (int) table.getDims(0), i -> i / width, IntegerWeights.OTHER);
        added.put(integers.values().getName(), integers.values());
        TensorProto scales = reshaped(integers.scales(), List.of(table.getDims(0), 1L));
        String name = node.getName();
        add("Gather", List.of(integers.values().getName(), node.getInput(1)), List.of(name + "_int8"));
        add("Gather", List.of(scales.getName(), node.getInput(1)), List.of(name + "_scale"));
        add("Cast", List.of(name + "_int8"), List.of(name + "_whole"), attribute("to", FLOAT));
        add("Mul", List.of(name + "_whole", name + "_scale"), node.getOutputList());
        return true;
    }

    private IntegerWeights integers(String name, TensorProto tensor, int channels, IntUnaryOperator channelOf) {
        IntegerWeights integers = IntegerWeights.of(name, tensor, channels, channelOf, IntegerWeights.PRODUCT);
        added.put(integers.values().getName(), integers.values());
        added.put(integers.scales().getName(), integers.scales());
        return integers;
    }

    /** Adds the transpose of a matrix of bytes, and returns its name. */
    private String turned(TensorProto matrix) {
        int rows = (int) matrix.getDims(0);
        int columns = (int) matrix.getDims(1);
        byte[] bytes = new byte[rows * columns];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = matrix.getRawData().byteAt(i % rows * columns + i / rows);
        }
        TensorProto turned = matrix.toBuilder()
                .setName(matrix.getName() + "_transposed")
                .clearDims()
                .addDims(columns)
                .addDims(rows)
                .setRawData(ByteString.copyFrom(bytes))
                .build();
        added.put(turned.getName(), turned);
        return turned.getName();
    }

    private TensorProto reshaped(TensorProto tensor, List<Long> shape) {
        TensorProto changed = tensor.toBuilder()
                .setName(tensor.getName() + "_broadcast")
                .clearDims()
                .addAllDims(shape)
                .build();
        added.put(changed.getName(), changed);
        return changed;
    }

    private String reshapedBias(String bias, List<Long> shape, String prefix) {
        TensorProto lengths = TensorProto.newBuilder()
                .setName(prefix + "_shape")
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(shape.size())
                .addAllInt64Data(shape)
                .build();
        added.put(lengths.getName(), lengths);
        add("Reshape", List.of(bias, lengths.getName()), List.of(prefix + "_bias"));
        return prefix + "_bias";
    }

    /**
     * Adds: input as integers, the operator, the result times both scales, plus the bias if there is one.
     *
     * @param values name of the weights and, if it is not 0, of their zero point
     */
    private void scaled(
            NodeProto node, String operator, List<String> values, String scales, List<AttributeProto> attributes) {
        String name = node.getName();
        String input = node.getInput(0);
        String prefix = input + "_quantized";
        if (quantizedInputs.add(input)) {
            add("DynamicQuantizeLinear", List.of(input), List.of(prefix, prefix + "_scale", prefix + "_zero"));
        }
        List<String> operands = new ArrayList<>(List.of(prefix, values.get(0), prefix + "_zero"));
        operands.addAll(values.subList(1, values.size()));
        add(operator, operands, List.of(name + "_int32"), attributes.toArray(new AttributeProto[0]));
        add("Cast", List.of(name + "_int32"), List.of(name + "_whole"), attribute("to", FLOAT));
        add("Mul", List.of(prefix + "_scale", scales), List.of(name + "_scale"));
        boolean biased = node.getInputCount() > 2;
        String product = biased ? name + "_product" : node.getOutput(0);
        add("Mul", List.of(name + "_whole", name + "_scale"), List.of(product));
        if (biased) {
            add("Add", List.of(product, node.getInput(2)), node.getOutputList());
        }
    }

    private void add(String operator, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        nodes.add(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(operator + "-int8-" + nodes.size())
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(List.of(attributes))
                .build());
    }

    /** Returns the nodes whose outputs are needed. */
    private List<NodeProto> used(List<NodeProto> all) {
        Set<String> needed = new HashSet<>();
        graph.getOutputList().forEach(output -> needed.add(output.getName()));
        Deque<NodeProto> used = new ArrayDeque<>();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).getOutputList().stream().anyMatch(needed::contains)) {
                used.addFirst(all.get(i));
                needed.addAll(all.get(i).getInputList());
            }
        }
        return List.copyOf(used);
    }
}
