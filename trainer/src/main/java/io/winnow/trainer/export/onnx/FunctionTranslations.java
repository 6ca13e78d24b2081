package io.winnow.trainer.export.onnx;

import static io.winnow.trainer.export.onnx.OnnxGraph.attribute;

import ai.djl.ndarray.types.DataType;
import io.winnow.trainer.export.graph.Node;
import io.winnow.trainer.export.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Translates the TorchScript functions of common layers and of image models to ONNX operators. All lengths except the batch size are
 * constants, taken from the graph.
 */
final class FunctionTranslations {
    private static final double LEAST_NORM = 1e-12;

    private FunctionTranslations() {}

    static Map<String, Translation> all() {
        Map<String, Translation> all = new TreeMap<>();
        all.put("preprocess.py:normalised", FunctionTranslations::normalised);
        all.put("layers.py:like", FunctionTranslations::first);
        all.put("layers.py:full", FunctionTranslations::first);
        all.put("layers.py:convolution", (node, graph) -> convolution(node, graph, node.integer(2), node.integer(3)));
        all.put("layers.py:pointwise_convolution", (node, graph) -> convolution(node, graph, node.integer(2), 0));
        all.put("layers.py:linear", (node, graph) -> linear(node.value(0), node.value(1), null, graph));
        all.put(
                "layers.py:linear_with_bias",
                (node, graph) -> linear(node.value(0), node.value(1), node.value(2), graph));
        all.put(
                "layers.py:layer_norm",
                (node, graph) -> graph.op(
                        "LayerNormalization",
                        List.of(graph.of(node.value(0)), graph.of(node.value(1)), graph.of(node.value(2))),
                        attribute("axis", -1L),
                        attribute("epsilon", node.number(3))));
        all.put("resnet.py:channels_last", FunctionTranslations::first);
        all.put(
                "resnet.py:pooled",
                (node, graph) -> graph.op(
                        "Flatten",
                        List.of(graph.op("GlobalAveragePool", List.of(graph.of(node.value(0))))),
                        attribute("axis", 1L)));
        all.put("vit.py:patches", FunctionTranslations::patches);
        all.put("vit.py:prepend", FunctionTranslations::prepend);
        all.put(
                "vit.py:first_token",
                (node, graph) ->
                        graph.op("Gather", List.of(graph.of(node.value(0)), graph.integer(0)), attribute("axis", 1L)));
        all.put(
                "vit.py:mean_token",
                (node, graph) -> graph.op(
                        "ReduceMean",
                        List.of(graph.of(node.value(0))),
                        attribute("axes", List.of(1L)),
                        attribute("keepdims", 0L)));
        all.put("attention.py:packed", FunctionTranslations::attention);
        all.put("vit.py:gelu", (node, graph) -> gelu(graph.of(node.value(0)), graph));
        all.put("losses.py:unit_rows", (node, graph) -> unitRows(graph.of(node.value(0)), graph));
        all.put("cosine.py:unit_rows", (node, graph) -> unitRows(graph.of(node.value(0)), graph));
        all.put("cosine.py:cosine", (node, graph) -> {
            String cosine = graph.op(
                    "Gemm",
                    List.of(unitRows(graph.of(node.value(0)), graph), unitRows(graph.of(node.value(1)), graph)),
                    attribute("transB", 1L));
            return graph.op("Mul", List.of(cosine, graph.number(node.number(2))));
        });
        return all;
    }

    private static String first(Node node, OnnxGraph graph) {
        return graph.of(node.value(0));
    }

    /** Normalises images of uint8, or of real numbers in [0, 1]. */
    private static String normalised(Node node, OnnxGraph graph) {
        String x = graph.of(node.value(0));
        if (node.value(0).type() == DataType.UINT8) {
            x = graph.op("Cast", List.of(x), attribute("to", (long) OnnxGraph.code(graph.type())));
            x = graph.op("Div", List.of(x, graph.number(255)));
        }
        return graph.op("Div", List.of(graph.op("Sub", List.of(x, graph.of(node.value(1)))), graph.of(node.value(2))));
    }

    private static String convolution(Node node, OnnxGraph graph, long stride, long padding) {
        return graph.op(
                "Conv",
                List.of(graph.of(node.value(0)), graph.of(node.value(1))),
                attribute("strides", List.of(stride, stride)),
                attribute("pads", List.of(padding, padding, padding, padding)));
    }

    static String linear(Value x, Value weight, Value bias, OnnxGraph graph) {
        if (x.rank() == 2) {
            return graph.op(
                    "Gemm",
                    bias == null
                            ? List.of(graph.of(x), graph.of(weight))
                            : List.of(graph.of(x), graph.of(weight), graph.of(bias)),
                    attribute("transB", 1L));
        }
        String transposed = graph.op("Transpose", List.of(graph.of(weight)), attribute("perm", List.of(1L, 0L)));
        String product = graph.op("MatMul", List.of(graph.of(x), transposed));
        return bias == null ? product : graph.op("Add", List.of(product, graph.of(bias)));
    }

    private static String patches(Node node, OnnxGraph graph) {
        Value x = node.value(0);
        long p = node.integer(1);
        long c = x.shape().get(1);
        long rows = x.shape().get(2) / p;
        long columns = x.shape().get(3) / p;
        String split = reshape(graph, graph.of(x), -1, c, rows, p, columns, p);
        String ordered = graph.op("Transpose", List.of(split), attribute("perm", List.of(0L, 2L, 4L, 1L, 3L, 5L)));
        return reshape(graph, ordered, -1, rows * columns, c * p * p);
    }

    private static String prepend(Node node, OnnxGraph graph) {
        String x = graph.of(node.value(0));
        String batch = graph.op(
                "Gather", List.of(graph.op("Shape", List.of(x)), graph.integers(List.of(0L))), attribute("axis", 0L));
        String shape = graph.op("Concat", List.of(batch, graph.integers(List.of(1L, 1L))), attribute("axis", 0L));
        String token = graph.op("Expand", List.of(graph.of(node.value(1)), shape));
        return graph.op("Concat", List.of(token, x), attribute("axis", 1L));
    }

    private static String attention(Node node, OnnxGraph graph) {
        Value packed = node.value(0);
        long heads = node.integer(1);
        long tokens = packed.shape().get(1);
        long width = packed.shape().get(2) / 3 / heads;
        String parts = graph.op(
                "Transpose",
                List.of(reshape(graph, graph.of(packed), -1, tokens, 3, heads, width)),
                attribute("perm", List.of(2L, 0L, 3L, 1L, 4L)));
        String[] each = new String[3];
        for (int i = 0; i < 3; i++) {
            each[i] = graph.op("Gather", List.of(parts, graph.integer(i)), attribute("axis", 0L));
        }
        String keys = graph.op("Transpose", List.of(each[1]), attribute("perm", List.of(0L, 1L, 3L, 2L)));
        String scores = graph.op(
                "Mul",
                List.of(graph.op("MatMul", List.of(each[0], keys)), graph.number(1 / Math.sqrt((double) width))));
        String mixed =
                graph.op("MatMul", List.of(graph.op("Softmax", List.of(scores), attribute("axis", -1L)), each[2]));
        String joined = graph.op("Transpose", List.of(mixed), attribute("perm", List.of(0L, 2L, 1L, 3L)));
        return reshape(graph, joined, -1, tokens, heads * width);
    }

    /** Returns x / 2 (1 + erf(x / sqrt 2)). */
    static String gelu(String x, OnnxGraph graph) {
        String erf = graph.op("Erf", List.of(graph.op("Div", List.of(x, graph.number(Math.sqrt(2))))));
        String half = graph.op("Mul", List.of(x, graph.number(0.5)));
        return graph.op("Mul", List.of(half, graph.op("Add", List.of(erf, graph.number(1)))));
    }

    static String unitRows(String x, OnnxGraph graph) {
        String norm = graph.op("ReduceL2", List.of(x), attribute("axes", List.of(1L)), attribute("keepdims", 1L));
        // Half precision has no numbers between 0 and 6e-8, so 1e-12 would become 0.
        double least = graph.type() == DataType.FLOAT16 ? 1e-7 : LEAST_NORM;
        return graph.op("Div", List.of(x, graph.op("Max", List.of(norm, graph.number(least)))));
    }

    static String reshape(OnnxGraph graph, String x, long... shape) {
        return graph.op(
                "Reshape",
                List.of(x, graph.integers(Arrays.stream(shape).boxed().toList())));
    }
}
