package io.winnow.trainer.export.onnx;

import static io.winnow.trainer.export.onnx.OnnxGraph.attribute;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import io.winnow.trainer.export.graph.Length;
import io.winnow.trainer.export.graph.Node;
import io.winnow.trainer.export.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Translates the methods of NDArray and NDArrayEx to ONNX operators. */
final class ArrayTranslations {
    private static final Map<String, String> SAME = Map.ofEntries(
            Map.entry("relu", "Relu"),
            Map.entry("sigmoid", "Sigmoid"),
            Map.entry("tanh", "Tanh"),
            Map.entry("exp", "Exp"),
            Map.entry("log", "Log"),
            Map.entry("sqrt", "Sqrt"),
            Map.entry("abs", "Abs"),
            Map.entry("neg", "Neg"),
            Map.entry("erf", "Erf"),
            Map.entry("floor", "Floor"),
            Map.entry("ceil", "Ceil"),
            Map.entry("sin", "Sin"),
            Map.entry("cos", "Cos"),
            Map.entry("softPlus", "Softplus"),
            Map.entry("add", "Add"),
            Map.entry("sub", "Sub"),
            Map.entry("mul", "Mul"),
            Map.entry("div", "Div"),
            Map.entry("pow", "Pow"),
            Map.entry("maximum", "Max"),
            Map.entry("minimum", "Min"),
            Map.entry("matMul", "MatMul"),
            Map.entry("batchMatMul", "MatMul"),
            Map.entry("globalAvgPool", "GlobalAveragePool"),
            Map.entry("globalMaxPool", "GlobalMaxPool"));

    private ArrayTranslations() {}

    static Map<String, Translation> all() {
        Map<String, Translation> all = new TreeMap<>();
        SAME.forEach((method, operator) -> all.put(method, (node, graph) -> same(node, graph, operator)));
        all.put("square", (node, graph) -> graph.op("Mul", List.of(x(node, graph), x(node, graph))));
        all.put("gelu", (node, graph) -> FunctionTranslations.gelu(x(node, graph), graph));
        all.put(
                "leakyRelu",
                (node, graph) -> graph.op("LeakyRelu", List.of(x(node, graph)), attribute("alpha", node.number(1))));
        all.put("elu", (node, graph) -> graph.op("Elu", List.of(x(node, graph)), attribute("alpha", node.number(1))));
        all.put("reshape", (node, graph) -> graph.op("Reshape", List.of(x(node, graph), target(node, graph))));
        all.put(
                "select",
                (node, graph) -> graph.op(
                        "Gather",
                        List.of(x(node, graph), graph.integer(node.integer(2))),
                        attribute("axis", node.integer(1))));
        all.put(
                "slice",
                (node, graph) -> slice(
                        graph,
                        x(node, graph),
                        node.integer(1),
                        node.integer(2),
                        node.has(3) ? node.integer(3) : Long.MAX_VALUE,
                        node.integer(4)));
        all.put(
                "expandDims",
                (node, graph) ->
                        graph.op("Unsqueeze", List.of(x(node, graph), graph.integers(List.of(node.integer(1))))));
        all.put(
                "squeeze",
                (node, graph) -> graph.op("Squeeze", List.of(x(node, graph), graph.integers(node.integers(1)))));
        all.put("transpose", ArrayTranslations::transpose);
        all.put(
                "softmax",
                (node, graph) -> graph.op("Softmax", List.of(x(node, graph)), attribute("axis", node.integer(1))));
        all.put(
                "logSoftmax",
                (node, graph) -> graph.op("LogSoftmax", List.of(x(node, graph)), attribute("axis", node.integer(1))));
        all.put("concat", (node, graph) -> graph.op("Concat", list(node, graph), attribute("axis", node.integer(2))));
        all.put(
                "clip",
                (node, graph) -> graph.op(
                        "Clip", List.of(x(node, graph), graph.number(node.number(1)), graph.number(node.number(2)))));
        all.put("mean", (node, graph) -> reduce(node, graph, "ReduceMean"));
        all.put("max", (node, graph) -> reduce(node, graph, "ReduceMax"));
        all.put("min", (node, graph) -> reduce(node, graph, "ReduceMin"));
        all.put(
                "sum",
                (node, graph) -> graph.op(
                        "ReduceSum",
                        List.of(x(node, graph), graph.integers(axes(node))),
                        attribute("keepdims", keeps(node))));
        all.put("toType", (node, graph) -> {
            DataType type = (DataType) node.arguments().get(1);
            return graph.op("Cast", List.of(x(node, graph)), attribute("to", (long)
                    OnnxGraph.code(type == DataType.FLOAT32 ? graph.type() : type)));
        });
        all.put("convolution", (node, graph) -> {
            List<Long> padding = new ArrayList<>(node.integers(5));
            padding.addAll(node.integers(5));
            return graph.op(
                    "Conv",
                    inputs(graph, node, 1, 2, 3),
                    attribute("strides", node.integers(4)),
                    attribute("pads", padding),
                    attribute("dilations", node.integers(6)),
                    attribute("group", node.integer(7)));
        });
        all.put(
                "linear",
                (node, graph) -> FunctionTranslations.linear(
                        node.value(1), node.value(2), node.has(3) ? node.value(3) : null, graph));
        all.put("embedding", (node, graph) -> graph.op("Gather", inputs(graph, node, 2, 1), attribute("axis", 0L)));
        all.put(
                "batchNorm",
                (node, graph) -> graph.op(
                        "BatchNormalization",
                        inputs(graph, node, 1, 4, 5, 2, 3),
                        attribute("epsilon", node.number(8))));
        all.put(
                "maxPool",
                (node, graph) -> graph.op(
                        "MaxPool",
                        List.of(x(node, graph)),
                        window(node, attribute("ceil_mode", node.flag(4) ? 1L : 0L))));
        all.put(
                "avgPool",
                (node, graph) -> graph.op(
                        "AveragePool",
                        List.of(x(node, graph)),
                        window(
                                node,
                                attribute("ceil_mode", node.flag(4) ? 1L : 0L),
                                attribute("count_include_pad", node.flag(5) ? 1L : 0L))));
        return all;
    }

    private static String same(Node node, OnnxGraph graph, String operator) {
        List<String> inputs = new ArrayList<>();
        for (Object argument : node.arguments()) {
            inputs.add(
                    argument instanceof Value value
                            ? graph.of(value)
                            : graph.number(((Number) argument).doubleValue()));
        }
        String result = graph.op(operator, inputs);
        // DJL's global pooling removes the axes that it pools; ONNX keeps them with length 1.
        return operator.startsWith("Global") ? graph.op("Flatten", List.of(result), attribute("axis", 1L)) : result;
    }

    static String slice(OnnxGraph graph, String x, long axis, long begin, long end, long step) {
        return graph.op(
                "Slice",
                List.of(
                        x,
                        graph.integers(List.of(begin)),
                        graph.integers(List.of(end)),
                        graph.integers(List.of(axis)),
                        graph.integers(List.of(step))));
    }

    /** Returns the target shape of a reshape. It is a constant, unless it contains free lengths; then the graph computes it when it runs. */
    private static String target(Node node, OnnxGraph graph) {
        List<?> lengths = (List<?>) node.arguments().get(1);
        if (lengths.stream().allMatch(Long.class::isInstance)) {
            return graph.integers(node.integers(1));
        }
        List<String> parts = new ArrayList<>();
        for (Object each : lengths) {
            if (each instanceof Length length) {
                String one = graph.length(length.input(), length.axis());
                String multiple = graph.op("Mul", List.of(one, graph.integer(length.factor())));
                parts.add(graph.op("Reshape", List.of(multiple, graph.integers(List.of(1L)))));
            } else {
                parts.add(graph.integers(List.of((Long) each)));
            }
        }
        return graph.op("Concat", parts, attribute("axis", 0L));
    }

    private static AttributeProto[] window(Node node, AttributeProto... more) {
        List<Long> padding = new ArrayList<>(node.integers(3));
        padding.addAll(node.integers(3));
        List<AttributeProto> all = new ArrayList<>(List.of(
                attribute("kernel_shape", node.integers(1)),
                attribute("strides", node.integers(2)),
                attribute("pads", padding)));
        all.addAll(Arrays.asList(more));
        return all.toArray(AttributeProto[]::new);
    }

    private static String transpose(Node node, OnnxGraph graph) {
        return graph.op("Transpose", List.of(x(node, graph)), attribute("perm", node.transposedAxes()));
    }

    private static String reduce(Node node, OnnxGraph graph, String operator) {
        return graph.op(
                operator, List.of(x(node, graph)), attribute("axes", axes(node)), attribute("keepdims", keeps(node)));
    }

    private static List<Long> axes(Node node) {
        return node.has(1)
                ? node.integers(1)
                : LongStream.range(0, node.value(0).rank()).boxed().toList();
    }

    private static long keeps(Node node) {
        return node.has(2) && node.flag(2) ? 1 : 0;
    }

    private static List<String> list(Node node, OnnxGraph graph) {
        List<String> all = new ArrayList<>(List.of(x(node, graph)));
        node.values(1).forEach(value -> all.add(graph.of(value)));
        return all;
    }

    private static String x(Node node, OnnxGraph graph) {
        return graph.of(node.value(0));
    }

    private static List<String> inputs(OnnxGraph graph, Node node, int... indices) {
        List<String> inputs = new ArrayList<>();
        for (int index : indices) {
            inputs.add(node.has(index) ? graph.of(node.value(index)) : null);
        }
        return inputs;
    }
}
