package io.winnow.trainer.export.onnx;

import static io.winnow.trainer.export.onnx.OnnxGraph.attribute;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.winnow.trainer.export.graph.Node;
import io.winnow.trainer.export.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Translates the functions of table encoders to ONNX operators: TabSim's network with its LSTM, vectors of views, and distances. */
final class TableTranslations {
    /**
     * ONNX's order of the gates of an LSTM (input, output, forget, candidate), as indices into PyTorch's order (input, forget, candidate,
     * output).
     */
    private static final int[] GATES = {0, 3, 1, 2};

    private static final double LEAST_SQUARE = 1e-7;

    private TableTranslations() {}

    static Map<String, Translation> all() {
        Map<String, Translation> all = new TreeMap<>();
        all.put(
                "table.py:caption_ids",
                (node, graph) -> ArrayTranslations.slice(graph, x(node, graph), 1, 0, node.integer(1), 1));
        all.put(
                "table.py:cell_ids",
                (node, graph) -> FunctionTranslations.reshape(
                        graph,
                        ArrayTranslations.slice(graph, x(node, graph), 1, node.integer(1), Long.MAX_VALUE, 1),
                        -1,
                        node.integer(2)));
        all.put("table.py:windowed_attention", TableTranslations::windowedAttention);
        all.put("recurrent.py:pack", TableTranslations::pack);
        all.put("recurrent.py:bidirectional_lstm", TableTranslations::bidirectionalLstm);
        all.put("pairs.py:distance", (node, graph) -> {
            String difference = graph.op("Sub", List.of(x(node, graph), graph.of(node.value(1))));
            String sum = graph.op(
                    "ReduceSum",
                    List.of(graph.op("Mul", List.of(difference, difference)), graph.integers(List.of(1L))),
                    attribute("keepdims", 0L));
            return graph.op("Sqrt", List.of(graph.op("Max", List.of(sum, graph.number(LEAST_SQUARE)))));
        });
        all.put("rows.py:unit_length", (node, graph) -> FunctionTranslations.unitRows(x(node, graph), graph));
        all.put("rows.py:joined", (node, graph) -> {
            List<String> units = new ArrayList<>();
            node.values(0).forEach(view -> units.add(FunctionTranslations.unitRows(graph.of(view), graph)));
            return graph.op("Concat", units, attribute("axis", 1L));
        });
        return all;
    }

    private static String x(Node node, OnnxGraph graph) {
        return graph.of(node.value(0));
    }

    private static String windowedAttention(Node node, OnnxGraph graph) {
        String x = x(node, graph);
        String turned = graph.op("Transpose", List.of(x), attribute("perm", List.of(0L, 2L, 1L)));
        String scores = graph.op("MatMul", List.of(graph.op("MatMul", List.of(x, graph.of(node.value(1)))), turned));
        String window = window(graph, node.value(0).shape().get(1), node.integer(2));
        String seen = graph.op("Where", List.of(window, scores, graph.number(BertTranslations.UNSEEN)));
        return graph.op("MatMul", List.of(graph.op("Softmax", List.of(seen), attribute("axis", -1L)), x));
    }

    /** Returns a constant mask (length, length): the positions that each position attends to. */
    private static String window(OnnxGraph graph, long length, long width) {
        TensorProto.Builder mask = TensorProto.newBuilder()
                .setName("window_" + length + "_" + width)
                .setDataType(TensorProto.DataType.BOOL.getNumber())
                .addDims(length)
                .addDims(length);
        for (long t = 0; t < length; t++) {
            for (long s = 0; s < length; s++) {
                long ahead = s - t + width / 2;
                mask.addInt32Data(ahead >= 0 && ahead < width ? 1 : 0);
            }
        }
        return graph.constant(mask.getName(), mask.build());
    }

    /**
     * Translates the removal of duplicate texts before an LSTM. The results are the distinct rows of ids, with their words moved to the front
     * (U, W); the lengths of these rows (U); for each original row, the index of its distinct row (N); and whether each distinct row has any
     * words (U). ONNX's LSTM takes padded rows with their lengths, so nothing is packed.
     */
    private static String pack(Node node, OnnxGraph graph) {
        long width = node.value(0).shape().get(1);
        String ids = graph.op("Cast", List.of(x(node, graph)), attribute("to", (long) OnnxGraph.code(DataType.INT64)));
        // Sorted by descending W - position, words keep their order and come before the padding.
        String places = graph.integers(LongStream.range(0, width).boxed().toList());
        String first = graph.op("Where", List.of(isWord(graph, ids), graph.integer(width), graph.integer(0)));
        String order = graph.named("order");
        graph.op(
                "TopK",
                List.of(graph.op("Sub", List.of(first, places)), graph.integers(List.of(width))),
                List.of(graph.named("falling"), order),
                attribute("axis", 1L));
        String front = graph.op("GatherElements", List.of(ids, order), attribute("axis", 1L));
        String distinct = graph.named("distinct");
        String which = graph.named("which");
        graph.op("Unique", List.of(front), List.of(distinct, "", which), attribute("axis", 0L));
        String words = graph.op(
                "Cast", List.of(isWord(graph, distinct)), attribute("to", (long) OnnxGraph.code(DataType.INT64)));
        String count = graph.op("ReduceSum", List.of(words, graph.integers(List.of(1L))), attribute("keepdims", 0L));
        String lengths = graph.op("Max", List.of(count, graph.integer(1)));
        graph.bind(node.outputs().get(1), graph.op("Cast", List.of(lengths), attribute("to", (long)
                OnnxGraph.code(DataType.INT32))));
        graph.bind(node.outputs().get(2), which);
        graph.bind(node.outputs().get(3), graph.op("Greater", List.of(count, graph.integer(0))));
        return distinct;
    }

    private static String isWord(OnnxGraph graph, String ids) {
        return graph.op("Not", List.of(graph.op("Equal", List.of(ids, graph.integer(0)))));
    }

    /** Translates the LSTM, always in float32, because ONNX Runtime has no LSTM in other types on CPUs. */
    private static String bidirectionalLstm(Node node, OnnxGraph graph) {
        List<Value> weights = node.values(4);
        long state = weights.get(1).shape().get(1);
        String words =
                graph.op("Transpose", List.of(full(graph, x(node, graph))), attribute("perm", List.of(1L, 0L, 2L)));
        String bias = gates(graph, weights, 2, state);
        String both = graph.op("Concat", List.of(bias, graph.op("Sub", List.of(bias, bias))), attribute("axis", 1L));
        String last = graph.named("last");
        graph.op(
                "LSTM",
                List.of(
                        words,
                        gates(graph, weights, 0, state),
                        gates(graph, weights, 1, state),
                        both,
                        graph.of(node.value(1))),
                List.of("", last),
                attribute("direction", "bidirectional"),
                attribute("hidden_size", state));
        String beside = graph.op("Transpose", List.of(last), attribute("perm", List.of(1L, 0L, 2L)));
        String flat = FunctionTranslations.reshape(graph, own(graph, beside), -1, 2 * state);
        String spoken =
                graph.op("Unsqueeze", List.of(own(graph, graph.of(node.value(3))), graph.integers(List.of(1L))));
        String blanked = graph.op("Mul", List.of(flat, spoken));
        return graph.op("Gather", List.of(blanked, graph.of(node.value(2))), attribute("axis", 0L));
    }

    /** Returns a weight for both directions (2, 4 H, ..), with the gates in ONNX's order. */
    private static String gates(OnnxGraph graph, List<Value> weights, int which, long state) {
        List<String> directions = new ArrayList<>();
        for (Value weight : List.of(weights.get(which), weights.get(which + 3))) {
            List<String> ordered = new ArrayList<>();
            for (int gate : GATES) {
                ordered.add(ArrayTranslations.slice(
                        graph, full(graph, graph.of(weight)), 0, gate * state, (gate + 1) * state, 1));
            }
            String all = graph.op("Concat", ordered, attribute("axis", 0L));
            directions.add(graph.op("Unsqueeze", List.of(all, graph.integers(List.of(0L)))));
        }
        return graph.op("Concat", directions, attribute("axis", 0L));
    }

    private static String full(OnnxGraph graph, String x) {
        return cast(graph, x, DataType.FLOAT32);
    }

    /** Converts an array to the data type of the graph. */
    private static String own(OnnxGraph graph, String x) {
        return cast(graph, x, graph.type());
    }

    private static String cast(OnnxGraph graph, String x, DataType type) {
        return graph.op("Cast", List.of(x), attribute("to", (long) OnnxGraph.code(type)));
    }
}
