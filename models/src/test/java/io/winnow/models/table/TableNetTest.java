package io.winnow.models.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.GradientCheck;
import io.winnow.models.Reference;
import io.winnow.models.layer.BidirectionalLstm;
import io.winnow.models.layer.Layer;
import io.winnow.models.torch.Autograd;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the layers and the whole network with reference numbers in float64, and the gradients with finite differences. */
class TableNetTest {
    private static final Reference REFERENCE = Reference.load(TableNetTest.class, "tabsim-layers.json");
    private static final JsonNode WEIGHTS = REFERENCE.get("weights");
    private static final int IDS = 12;
    private static final double TOLERANCE = 1e-12;

    private static TableNetOptions small(int width) {
        return new TableNetOptions(5, 4, 4, 3, 6, 3, 6, width, 0, 0.9);
    }

    @ParameterizedTest
    @CsvSource({"'bilstm, cell weights', cell", "'bilstm, caption weights', caption"})
    void encodesWords(String name, String kind) {
        JsonNode one = REFERENCE.find(name);
        try (NDManager manager = NDManager.newBaseManager()) {
            BidirectionalLstm lstm = new BidirectionalLstm(IDS, 6, 3);
            lstm.initialize(manager, DataType.FLOAT64, new Shape());
            setLstm(lstm, "", kind);
            NDArray ids = Reference.array(manager, one.get("inputs").get("id_sequences"));
            for (DataType type : List.of(DataType.INT32, DataType.INT64)) {
                Reference.assertSame(
                        run(lstm, ids.toType(type, true)), one.get("outputs").get("vectors"), TOLERANCE);
            }
        }
    }

    static Stream<String> attentionCases() {
        return IntStream.range(0, REFERENCE.get("cases").size())
                .mapToObj(i -> REFERENCE.get("cases").get(i).get("name").asText())
                .filter(name -> name.startsWith("attention"));
    }

    @ParameterizedTest
    @MethodSource("attentionCases")
    void attends(String name) {
        JsonNode one = REFERENCE.find(name);
        try (NDManager manager = NDManager.newBaseManager()) {
            JsonNode in = one.get("inputs");
            WindowedAttention attention =
                    new WindowedAttention(6, in.get("width").asInt());
            attention.initialize(manager, DataType.FLOAT64, new Shape());
            set(attention, "weight", WEIGHTS.get(in.get("weights").asText()).get("Wa"), false);
            NDArray x = Reference.array(manager, in.get("X")).expandDims(0);
            Reference.assertSame(
                    run(attention, x), one.get("outputs").get("V"), name.contains("large") ? 1e-10 : TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A, attention width 3",
                "B, attention width 3",
                "C, attention width 3",
                "D, attention width 3",
                "B, attention width 9",
                "C, attention width 9",
                "D, attention width 9"
            })
    void encodesTables(String name) {
        JsonNode one = REFERENCE.find("network, table " + name);
        try (NDManager manager = NDManager.newBaseManager()) {
            Layer net = reference(manager, one.get("inputs").get("width").asInt());
            NDArray ids = ids(manager, one.get("inputs"));
            Reference.assertSame(run(net, ids), one.get("outputs").get("z"), TOLERANCE);
        }
    }

    /** A table has the same vector in a batch as alone, also in float32. */
    @Test
    void encodesTablesInABatch() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Layer net = reference(manager, 3);
            NDList tables = new NDList();
            List<Double> expected = new ArrayList<>();
            for (String table : List.of("A", "B", "C", "D", "A")) {
                JsonNode one = REFERENCE.find("network, table " + table + ", attention width 3");
                tables.add(ids(manager, one.get("inputs")));
                for (double value : Reference.flat(one.get("outputs").get("z"))) {
                    expected.add(value);
                }
            }
            NDArray batch = NDArrays.concat(tables);
            double[] z = expected.stream().mapToDouble(value -> value).toArray();
            assertThat(run(net, batch).toDoubleArray()).containsExactly(z, within(TOLERANCE));
            float[] single = run(reference(manager, 3, DataType.FLOAT32), batch).toFloatArray();
            for (int i = 0; i < z.length; i++) {
                assertThat(single[i]).isCloseTo((float) z[i], within(1e-5f));
            }
        }
    }

    @Test
    void differentiates() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Layer net = reference(manager, 3);
            NDList tables = new NDList();
            for (String table : List.of("A", "B", "C", "D")) {
                tables.add(ids(
                        manager,
                        REFERENCE
                                .find("network, table " + table + ", attention width 3")
                                .get("inputs")));
            }
            NDArray batch = NDArrays.concat(tables);
            NDArray weights = manager.randomNormal(new Shape(4, 12), DataType.FLOAT64);
            List<NDArray> leaves = net.getParameters().values().stream()
                    .filter(Parameter::requiresGradient)
                    .map(Parameter::getArray)
                    .toList();
            for (boolean training : new boolean[] {false, true}) {
                leaves.forEach(Autograd::zeroGradient);
                GradientCheck.function(
                        leaves, () -> forward(net, batch, training).mul(weights).sum());
            }
            double[] padding = net.getParameters()
                    .get("cell.embedding.weight")
                    .getArray()
                    .getGradient()
                    .get(0)
                    .toDoubleArray();
            assertThat(padding).containsOnly(0);
        }
    }

    /** Pairs have the vectors, gradients and running statistics of one pass over the first tables, followed by one over the second. */
    @Test
    void encodesPairsLikeTwoPasses() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList tables = new NDList();
            for (String table : List.of("A", "B", "C", "D", "B", "A")) {
                JsonNode one = REFERENCE.find("network, table " + table + ", attention width 3");
                tables.add(ids(manager, one.get("inputs")));
            }
            NDArray a = NDArrays.concat(new NDList(tables.subList(0, 3)));
            NDArray b = NDArrays.concat(new NDList(tables.subList(3, 6)));
            NDArray weights = manager.randomNormal(new Shape(3, 2, 12), DataType.FLOAT64);
            List<double[]> apart = trained(
                    manager,
                    net -> NDArrays.stack(new NDList(forward(net, a, true), forward(net, b, true)), 1),
                    weights);
            NDArray pairs = NDArrays.stack(new NDList(a, b), 1);
            List<double[]> together = trained(manager, net -> forward(net, pairs, true), weights);
            for (int i = 0; i < apart.size(); i++) {
                assertThat(together.get(i)).containsExactly(apart.get(i), within(TOLERANCE));
            }
        }
    }

    /** Returns the vectors of a training pass, the gradients of their weighted sum, and all weights and running statistics afterwards. */
    private static List<double[]> trained(NDManager manager, Function<Layer, NDArray> pass, NDArray weights) {
        Layer net = reference(manager, 3);
        List<Parameter> all = net.getParameters().values();
        List<NDArray> leaves = all.stream()
                .filter(Parameter::requiresGradient)
                .map(Parameter::getArray)
                .toList();
        leaves.forEach(leaf -> leaf.setRequiresGradient(true));
        List<double[]> values = new ArrayList<>();
        try (Autograd.Recording recording = Autograd.record()) {
            NDArray vectors = pass.apply(net);
            values.add(vectors.toDoubleArray());
            Autograd.backward(vectors.mul(weights).sum());
        }
        leaves.forEach(leaf -> values.add(leaf.getGradient().toDoubleArray()));
        all.forEach(parameter -> values.add(parameter.getArray().toDoubleArray()));
        return values;
    }

    @Test
    void isInitializedLikeKeras() {
        try (NDManager manager = NDManager.newBaseManager()) {
            BidirectionalLstm lstm = new BidirectionalLstm(IDS, 6, 3);
            lstm.initialize(manager, DataType.FLOAT64, new Shape());
            NDArray u = lstm.getParameters().get("weight_hh_l0").getArray();
            assertThat(u.transpose().dot(u).toDoubleArray())
                    .containsExactly(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, within(TOLERANCE));
            assertThat(lstm.getParameters().get("bias_ih_l0_reverse").getArray().toDoubleArray())
                    .containsExactly(0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0);
        }
    }

    /**
     * Besides two embeddings of one word with 200 numbers, there are two BiLSTMs with 2 * (4 * 50 * (200 + 50) + 4 * 50) parameters each,
     * two attentions, two dense layers and one norm.
     */
    @Test
    void hasThePublishedSize() {
        Layer net = TableNetOptions.PUBLISHED.build(1, 1);
        long size = net.getParameters().values().stream()
                .filter(Parameter::requiresGradient)
                .mapToLong(parameter -> parameter.getShape().size())
                .sum();
        assertThat(size).isEqualTo(2 * 200 + 2 * 2 * 50_200 + 2 * 100 * 100 + 2 * (900 * 100 + 100) + 2 * 100);
        assertThat(TableNetOptions.PUBLISHED.dimension()).isEqualTo(200);
        assertThat(TableNetOptions.PUBLISHED.inputLength()).isEqualTo(336);
    }

    @Test
    void refusesImpossibleSizes() {
        assertThatThrownBy(() -> new TableNetOptions(12, 0, 9, 4, 200, 50, 100, 9, 0.1, 0.9))
                .hasMessageContaining("rows must be at least 1; found 0");
        assertThatThrownBy(() -> new TableNetOptions(12, 9, 9, 4, 200, 50, 100, 9, 1, 0.9))
                .hasMessageContaining("dropout must be in [0, 1); found 1.0");
    }

    private static Layer reference(NDManager manager, int width) {
        return reference(manager, width, DataType.FLOAT64);
    }

    private static Layer reference(NDManager manager, int width, DataType type) {
        Layer net = small(width).build(IDS, IDS);
        net.initialize(manager, type, new Shape());
        setLstm(net, "caption.", "caption");
        setLstm(net, "cell.", "cell");
        set(net, "row.attention.weight", WEIGHTS.get("attention1").get("Wa"), false);
        set(net, "table.attention.weight", WEIGHTS.get("attention2").get("Wa"), false);
        for (String dense : List.of("row", "table")) {
            set(net, dense + ".dense.weight", WEIGHTS.get(dense + "_dense").get("W"), true);
            set(net, dense + ".dense.bias", WEIGHTS.get(dense + "_dense").get("b"), false);
        }
        JsonNode norm = WEIGHTS.get("batch_norm");
        set(net, "row.norm.weight", norm.get("gamma"), false);
        set(net, "row.norm.bias", norm.get("beta"), false);
        set(net, "row.norm.running_mean", norm.get("mean"), false);
        set(net, "row.norm.running_var", norm.get("variance"), false);
        // DJL passes epsilon in single precision. The variance makes up for the difference.
        net.getParameters().get("row.norm.running_var").getArray().addi(1e-3 - (double) 1e-3f);
        return net;
    }

    private static void setLstm(Layer layer, String prefix, String kind) {
        set(layer, prefix + "embedding.weight", WEIGHTS.get(kind + "_embedding"), false);
        for (String direction : List.of("forward", "backward")) {
            JsonNode weights = WEIGHTS.get(kind + "_lstm_" + direction);
            String suffix = direction.equals("forward") ? "" : "_reverse";
            set(layer, prefix + "weight_ih_l0" + suffix, weights.get("W"), true);
            set(layer, prefix + "weight_hh_l0" + suffix, weights.get("U"), true);
            set(layer, prefix + "bias_ih_l0" + suffix, weights.get("b"), false);
        }
    }

    private static void set(Layer layer, String name, JsonNode values, boolean transposed) {
        NDArray target = layer.getParameters().get(name).getArray();
        NDArray array = Reference.array(target.getManager(), values);
        NDArray source = transposed ? array.transpose() : array;
        assertThat(target.getShape()).as(name).isEqualTo(source.getShape());
        source.toType(target.getDataType(), true).copyTo(target);
    }

    private static NDArray ids(NDManager manager, JsonNode inputs) {
        NDArray caption = Reference.array(manager, inputs.get("caption_ids"));
        NDArray cells = Reference.array(manager, inputs.get("table_ids")).flatten();
        return caption.concat(cells).expandDims(0).toType(DataType.INT32, true);
    }

    private static NDArray run(Layer layer, NDArray x) {
        return forward(layer, x, false);
    }

    private static NDArray forward(Layer layer, NDArray x, boolean training) {
        return layer.forward(new ParameterStore(x.getManager(), false), new NDList(x), training)
                .singletonOrThrow();
    }
}
