package io.winnow.trainer.export.onnx;

import static io.winnow.trainer.export.onnx.OnnxGraph.attribute;

import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.export.graph.Node;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** The functions of text encoders in ONNX's operators. Texts have the length that they were recorded with; shorter ones are padded. */
final class BertTranslations {
    /** A score that the softmax makes nothing of, also in half precision. */
    private static final double UNSEEN = -60_000;

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
        all.put("bert.py:attention", BertTranslations::attention);
        all.put("bert.py:gelu", (node, graph) -> FunctionTranslations.gelu(graph.of(node.value(0)), graph));
        all.put("bert.py:relu", (node, graph) -> graph.op("Relu", List.of(graph.of(node.value(0)))));
        all.put("bert.py:first_token", (node, graph) -> row(node, graph, 0));
        all.put("bert.py:mean", BertTranslations::mean);
        return all;
    }

    private static String row(Node node, OnnxGraph graph, long index) {
        return graph.op("Gather", List.of(graph.of(node.value(0)), graph.integer(index)), attribute("axis", 1L));
    }

    private static String positions(Node node, OnnxGraph graph) {
        return graph.integers(
                LongStream.range(0, node.value(0).shape().get(2)).boxed().toList());
    }

    /** Words, and the first position in any case; (B, 1, 1, L). */
    private static String seen(Node node, OnnxGraph graph) {
        String ids = graph.op("Cast", List.of(row(node, graph, 0)), attribute("to", 7L));
        String words = graph.op("Not", List.of(graph.op("Equal", List.of(ids, graph.integer(0)))));
        String first = graph.op("Equal", List.of(positions(node, graph), graph.integer(0)));
        String seen = graph.op("Or", List.of(words, first));
        return graph.op("Unsqueeze", List.of(seen, graph.integers(List.of(1L, 2L))));
    }

    private static String attention(Node node, OnnxGraph graph) {
        Shape shape = node.value(0).shape();
        long tokens = shape.get(1);
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
        return FunctionTranslations.reshape(graph, joined, -1, tokens, heads * width);
    }

    /** (B, L, D) split into heads, its axes (B, L, heads, D / heads) in another order. */
    private static String heads(Node node, OnnxGraph graph, int argument, List<Long> order) {
        Shape shape = node.value(argument).shape();
        long heads = node.integer(4);
        String split = FunctionTranslations.reshape(
                graph, graph.of(node.value(argument)), -1, shape.get(1), heads, shape.get(2) / heads);
        return graph.op("Transpose", List.of(split), attribute("perm", order));
    }

    /** The mean of the seen tokens. */
    private static String mean(Node node, OnnxGraph graph) {
        Shape shape = node.value(0).shape();
        String flat = FunctionTranslations.reshape(graph, graph.of(node.value(1)), -1, shape.get(1), 1);
        String weights = graph.op("Cast", List.of(flat), attribute("to", (long) OnnxGraph.code(graph.type())));
        String sum = total(graph, graph.op("Mul", List.of(graph.of(node.value(0)), weights)));
        return graph.op("Div", List.of(sum, total(graph, weights)));
    }

    private static String total(OnnxGraph graph, String x) {
        return graph.op("ReduceSum", List.of(x, graph.integers(List.of(1L))), attribute("keepdims", 0L));
    }
}
