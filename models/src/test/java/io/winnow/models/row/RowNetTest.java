package io.winnow.models.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.GradientCheck;
import io.winnow.models.row.RowNetOptions.Activation;
import io.winnow.models.row.RowNetOptions.Norm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with a computation by hand and with finite differences. */
class RowNetTest {
    /** Two numbers, categories of 4 and 3, and a text of width 2. */
    private static final RowNetColumns COLUMNS = new RowNetColumns(2, List.of(4, 3), 2);

    private static final double[] ROWS = {0.5, -1, 3, 0, 0.25, 2, 1.5, 0.2, 1, 2, -0.5, 1, -0.3, 0.7, 0, 2, 0.1, -0.6};

    private static RowNet net(RowNetOptions options, NDManager manager) {
        manager.getEngine().setRandomSeed(5);
        RowNet net = options.build(COLUMNS);
        net.initialize(manager, DataType.FLOAT64, new Shape());
        net.getParameters().values().stream()
                .filter(Parameter::requiresGradient)
                .map(Parameter::getArray)
                .forEach(array -> array.addi(manager.randomNormal(0, 0.3f, array.getShape(), DataType.FLOAT64)));
        return net;
    }

    private static NDArray forward(RowNet net, NDArray rows) {
        return net.forward(new ParameterStore(rows.getManager(), false), new NDList(rows), false)
                .singletonOrThrow();
    }

    private static double[][] weight(RowNet net, String name) {
        NDArray array = net.getParameters().get(name).getArray();
        int width =
                array.getShape().dimension() == 1 ? 1 : (int) array.getShape().get(1);
        double[] flat = array.toDoubleArray();
        double[][] rows = new double[flat.length / width][width];
        for (int i = 0; i < flat.length; i++) {
            rows[i / width][i % width] = flat[i];
        }
        return rows;
    }

    @Test
    void equalsAComputationByHand() {
        try (NDManager manager = NDManager.newBaseManager()) {
            RowNet net = net(new RowNetOptions(List.of(5), 0.4, Norm.NONE, Activation.RELU), manager);
            double[] found = forward(net, manager.create(ROWS, new Shape(3, 6))).toDoubleArray();
            double[][] first = weight(net, "category.0.weight");
            double[][] second = weight(net, "category.1.weight");
            double[][] dense = weight(net, "layer.0.dense.weight");
            double[][] bias = weight(net, "layer.0.dense.bias");
            for (int row = 0; row < 3; row++) {
                List<Double> x = new ArrayList<>(List.of(ROWS[row * 6], ROWS[row * 6 + 1]));
                for (double each : first[(int) ROWS[row * 6 + 2]]) {
                    x.add(each);
                }
                for (double each : second[(int) ROWS[row * 6 + 3]]) {
                    x.add(each);
                }
                x.addAll(List.of(ROWS[row * 6 + 4], ROWS[row * 6 + 5]));
                assertThat(x).hasSize(dense[0].length);
                for (int out = 0; out < 5; out++) {
                    double sum = bias[out][0];
                    for (int i = 0; i < x.size(); i++) {
                        sum += dense[out][i] * x.get(i);
                    }
                    assertThat(found[row * 5 + out]).isCloseTo(Math.max(0, sum), within(1e-12));
                }
            }
        }
    }

    @Test
    void withoutLayersTheElementsAreTheRepresentation() {
        try (NDManager manager = NDManager.newBaseManager()) {
            RowNetOptions options = new RowNetOptions(List.of(), 0, Norm.BATCH, Activation.GELU);
            RowNetColumns numbers = new RowNetColumns(6, List.of(), 0);
            assertThat(options.dimension(numbers)).isEqualTo(6);
            RowNet net = options.build(numbers);
            net.initialize(manager);
            NDArray rows = manager.create(ROWS, new Shape(3, 6));
            assertThat(forward(net, rows).toDoubleArray()).isEqualTo(ROWS);
        }
    }

    static Stream<Arguments> layers() {
        return Stream.of(Norm.values())
                .flatMap(norm -> Stream.of(Activation.values()).map(activation -> Arguments.of(norm, activation)));
    }

    /** The categories of a row are whole numbers, in which the function is not differentiable, so only the parameters are checked. */
    @ParameterizedTest
    @MethodSource("layers")
    void gradientsReachEveryParameter(Norm norm, Activation activation) {
        try (NDManager manager = NDManager.newBaseManager()) {
            RowNet net = net(new RowNetOptions(List.of(4, 3), 0, norm, activation), manager);
            NDArray rows = manager.create(ROWS, new Shape(3, 6));
            NDArray weights = manager.randomUniform(-1, 1, new Shape(3, 3), DataType.FLOAT64);
            List<NDArray> leaves = net.getParameters().values().stream()
                    .filter(Parameter::requiresGradient)
                    .map(Parameter::getArray)
                    .toList();
            assertThat(leaves).hasSize(norm == Norm.NONE ? 6 : 8);
            GradientCheck.function(
                    leaves,
                    () -> net.forward(new ParameterStore(manager, false), new NDList(rows), true)
                            .singletonOrThrow()
                            .mul(weights)
                            .sum());
        }
    }

    /** Values of fastai's emb_sz_rule. */
    @ParameterizedTest
    @CsvSource({"1, 2", "2, 2", "4, 3", "12, 6", "100, 21", "1000, 77", "100000, 600"})
    void vectorsOfCategoriesHaveThePublishedLength(int categories, int width) {
        assertThat(RowNetColumns.embeddingWidth(categories)).isEqualTo(width);
    }

    @Test
    void impossibleOptionsAreErrors() {
        assertThatThrownBy(() -> new RowNetColumns(0, List.of(), 0)).hasMessageContaining("at least one element");
        assertThatThrownBy(() -> new RowNetColumns(1, List.of(0), 0)).hasMessageContaining("at least one category");
        assertThatThrownBy(() -> new RowNetOptions(List.of(0), 0, Norm.NONE, Activation.RELU))
                .hasMessageContaining("found [0]");
        assertThatThrownBy(() -> new RowNetOptions(List.of(1), 1, Norm.NONE, Activation.RELU))
                .hasMessageContaining("[0, 1)");
    }
}
