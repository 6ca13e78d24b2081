package io.winnow.trainer.export.onnx;

import static io.winnow.trainer.export.onnx.Attributes.attribute;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Translates sorting, and the LSTM over sequences of different lengths. */
final class Sequences {
    /** ONNX's order of the gates of an LSTM (input, output, forget, candidate), as indices into PyTorch's (input, forget, candidate, output). */
    private static final int[] GATES = {0, 3, 1, 2};

    private Sequences() {}

    static void addTo(Map<String, AtenOperator> all) {
        all.put("sort", (a, g) -> sorted(g, a.array(0), a.named()));
        all.put("unique_dim", (a, g) -> distinct(g, a.array(0), a.integer(1)));
        all.put("_pack_padded_sequence", (a, g) -> packed(g, a.array(0), a.array(1), a.flag(2)));
        all.put("lstm", Sequences::lstm);
    }

    /** Returns the sorted values and their indices. Of equal values, TopK takes the one with the lower index first, as a stable sort does. */
    private static List<OnnxArray> sorted(OnnxGraph g, OnnxArray x, Map<String, Object> named) {
        long axis = (Long) named.get("dim");
        OnnxArray sortable = x.type() == DataType.BOOLEAN ? g.cast(x, DataType.INT64) : x;
        OnnxArray values = g.output("sorted", sortable.type(), x.shape());
        OnnxArray order = g.output("order", DataType.INT64, x.shape());
        g.op(
                "TopK",
                List.of(sortable, g.vector(List.of(x.dimension(axis).value()))),
                List.of(values.name(), order.name()),
                attribute("axis", axis),
                attribute("largest", (Boolean) named.get("descending")));
        return List.of(g.cast(values, x.type()), order);
    }

    /** Returns the distinct slices along an axis, the index of each slice's value among them, and null for their counts. */
    private static List<OnnxArray> distinct(OnnxGraph g, OnnxArray x, long axis) {
        OnnxArray values = g.output("distinct", x.type(), x.with(axis, null));
        OnnxArray which = g.output("which", DataType.INT64, List.of(x.dimension(axis)));
        g.op("Unique", List.of(x), List.of(values.name(), "", which.name()), attribute("axis", axis));
        return Arrays.asList(values, which, null);
    }

    /** ONNX's LSTM takes padded sequences with their lengths, so both stand for the packed sequences here. */
    private static List<OnnxArray> packed(OnnxGraph g, OnnxArray padded, OnnxArray lengths, boolean batchFirst) {
        return List.of(batchFirst ? padded : Shapes.transpose(g, padded, 0, 1), g.cast(lengths, DataType.INT32));
    }

    /**
     * Translates an LSTM of one layer over sequences of {@link #packed}: (packed, lengths, [state, cell], weights, whether there are biases,
     * layers, dropout, training, both directions). Returns its last states and last cells; the states of all steps, which are null here,
     * cannot be exported. The LSTM computes in FLOAT32, because ONNX Runtime has no LSTM in other types on CPUs.
     */
    private static List<OnnxArray> lstm(Arguments a, OnnxGraph g) {
        boolean both = a.flag(8);
        List<OnnxArray> weights = a.arrays(3);
        if (!a.flag(4) || a.integer(5) != 1 || weights.size() != (both ? 8 : 4)) {
            throw new IllegalArgumentException("only an LSTM with one layer and biases can be exported");
        }
        OnnxArray state = a.arrays(2).get(0);
        OnnxArray last = g.output("last", state.type(), state.shape());
        OnnxArray cell = g.output("cell", state.type(), state.shape());
        OnnxArray inputBias = gates(g, weights, 2);
        OnnxArray stateBias = gates(g, weights, 3);
        g.op(
                "LSTM",
                List.of(
                        full(g, Shapes.transpose(g, a.array(0), 0, 1)),
                        gates(g, weights, 0),
                        gates(g, weights, 1),
                        Shapes.cat(g, List.of(inputBias, stateBias), 1),
                        a.array(1),
                        full(g, state),
                        full(g, a.arrays(2).get(1))),
                List.of("", last.name(), cell.name()),
                attribute("direction", both ? "bidirectional" : "forward"),
                attribute("hidden_size", state.dimension(2).factor()));
        return Arrays.asList(
                null,
                g.castReal(last, g.types().real()),
                g.castReal(cell, g.types().real()));
    }

    /** Returns a weight (4 H, ..) of all directions as (directions, 4 H, ..), with the gates in ONNX's order. */
    private static OnnxArray gates(OnnxGraph g, List<OnnxArray> weights, int which) {
        List<OnnxArray> directions = new ArrayList<>();
        for (int i = which; i < weights.size(); i += 4) {
            OnnxArray weight = full(g, weights.get(i));
            long state = weight.dimension(0).factor() / GATES.length;
            List<OnnxArray> ordered = new ArrayList<>();
            for (int gate : GATES) {
                ordered.add(Selections.slice(g, weight, 0, gate * state, (gate + 1) * state, 1));
            }
            directions.add(Shapes.unsqueeze(g, Shapes.cat(g, ordered, 0), 0));
        }
        return Shapes.cat(g, directions, 0);
    }

    private static OnnxArray full(OnnxGraph g, OnnxArray x) {
        return g.castReal(x, DataType.FLOAT32);
    }
}
