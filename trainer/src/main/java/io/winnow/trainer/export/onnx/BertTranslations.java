package io.winnow.trainer.export.onnx;

import static io.winnow.trainer.export.onnx.OnnxGraph.attribute;

import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.export.graph.Node;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Translates the functions of text encoders to ONNX operators. The batch size and the length of texts may be free. */
final class BertTranslations {
    /** An attention score that the softmax maps to 0. Half precision can represent it. */
    static final double UNSEEN = -60_000;

    /** In the target shape of a reshape, 0 means that the axis keeps its length. */
    private static final long KEPT = 0;

    private BertTranslations() {}

    static Map<String, Translation> all() {
        Map<String, Translation> all = new TreeMap<>();
        all.put(
                "layers.py:embedding",
                (node, graph) -> graph.op(
                        "Gather", List.of(graph.of(node.value(1)), graph.of(node.value(0))), attribute("axis", 0L)));
        all.put("bert.py:ids", (node, graph) -> row(node, graph, 0));
        all.put("bert.py:segments", (node, graph) -> row(node, graph, 1));
        all.put("bert.py:positions", (node, graph) -> positions(node, graph));
        all.put("bert.py:seen", BertTranslations::seen);
        all.put("attention.py:masked", BertTranslations::attention);
        all.put("bert.py:gelu", (node, graph) -> FunctionTranslations.gelu(graph.of(node.value(0)), graph));
        all.put("bert.py:gelu_tanh", (node, graph) -> geluTanh(graph.of(node.value(0)), graph));
        all.put("bert.py:relu", (node, graph) -> graph.op("Relu", List.of(graph.of(node.value(0)))));
        all.put("bert.py:first_token", (node, graph) -> row(node, graph, 0));
        all.put("bert.py:mean", BertTranslations::mean);
        all.put("bert.py:unit_length", (node, graph) -> FunctionTranslations.unitRows(graph.of(node.value(0)), graph));
        return all;
    }

    /** Returns x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). The operator Gelu exists only since operator set 20. */
    private static String geluTanh(String x, OnnxGraph graph) {
        String square = graph.op("Mul", List.of(x, x));
        String factor =
                graph.op("Add", List.of(graph.op("Mul", List.of(square, graph.number(0.044715))), graph.number(1)));
        String inner =
                graph.op("Mul", List.of(graph.op("Mul", List.of(x, factor)), graph.number(Math.sqrt(2 / Math.PI))));
        String half = graph.op("Mul", List.of(x, graph.number(0.5)));
        return graph.op(
                "Mul", List.of(half, graph.op("Add", List.of(graph.op("Tanh", List.of(inner)), graph.number(1)))));
    }

    private static String row(Node node, OnnxGraph graph, long index) {
        return graph.op("Gather", List.of(graph.of(node.value(0)), graph.integer(index)), attribute("axis", 1L));
    }

    private static String positions(Node node, OnnxGraph graph) {
        return graph.op("Range", List.of(graph.integer(0), graph.length(node.value(0), 2), graph.integer(1)));
    }

    /** Returns the attention mask (B, 1, 1, L): true for all tokens that are not padding, and always for the first position. */
    private static String seen(Node node, OnnxGraph graph) {
        String ids = graph.op("Cast", List.of(row(node, graph, 0)), attribute("to", 7L));
        String words = graph.op("Not", List.of(graph.op("Equal", List.of(ids, graph.integer(0)))));
        String first = graph.op("Equal", List.of(positions(node, graph), graph.integer(0)));
        String seen = graph.op("Or", List.of(words, first));
        return graph.op("Unsqueeze", List.of(seen, graph.integers(List.of(1L, 2L))));
    }

    private static String attention(Node node, OnnxGraph graph) {
        Shape shape = node.value(0).shape();
        long heads = node.integer(4);
        long width = shape.get(2) / heads;
        String queries = heads(node, graph, 0, List.of(0L, 2L, 1L, 3L));
        String keys = heads(node, graph, 1, List.of(0L, 2L, 3L, 1L));
        String values = heads(node, graph, 2, List.of(0L, 2L, 1L, 3L));
        String scores = graph.op(
                "Mul",
                List.of(graph.op("MatMul", List.of(queries, keys)), graph.number(1 / Math.sqrt((double) width))));
        String masked = graph.op("Where", List.of(graph.of(node.value(3)), scores, graph.number(UNSEEN)));
        String mixed =
                graph.op("MatMul", List.of(graph.op("Softmax", List.of(masked), attribute("axis", -1L)), values));
        String joined = graph.op("Transpose", List.of(mixed), attribute("perm", List.of(0L, 2L, 1L, 3L)));
        return FunctionTranslations.reshape(graph, joined, KEPT, KEPT, heads * width);
    }

    /** Splits an array (B, L, D) into heads (B, L, heads, D / heads), and permutes its axes to the given order. */
    private static String heads(Node node, OnnxGraph graph, int argument, List<Long> order) {
        Shape shape = node.value(argument).shape();
        long heads = node.integer(4);
        String split = FunctionTranslations.reshape(
                graph, graph.of(node.value(argument)), KEPT, KEPT, heads, shape.get(2) / heads);
        return graph.op("Transpose", List.of(split), attribute("perm", order));
    }

    /** Returns the mean over all tokens that are not masked. */
    private static String mean(Node node, OnnxGraph graph) {
        String flat = FunctionTranslations.reshape(graph, graph.of(node.value(1)), KEPT, -1, 1);
        String weights = graph.op("Cast", List.of(flat), attribute("to", (long) OnnxGraph.code(graph.type())));
        String sum = total(graph, graph.op("Mul", List.of(graph.of(node.value(0)), weights)));
        return graph.op("Div", List.of(sum, total(graph, weights)));
    }

    private static String total(OnnxGraph graph, String x) {
        return graph.op("ReduceSum", List.of(x, graph.integers(List.of(1L))), attribute("keepdims", 0L));
    }
}
