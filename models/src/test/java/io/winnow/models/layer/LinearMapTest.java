package io.winnow.models.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Autograd;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The oracle of oneDNN's products is PyTorch's usual operator in double precision. */
class LinearMapTest {
    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 64, 128, true", "7, 64, 64, false", "130, 384, 1536, true", "33, 1536, 384, true"})
    void oneDnnGivesTheProductAndItsGradients(int rows, int in, int out, boolean biased) {
        // Neither the input nor the gradient lies in memory as its axes say.
        NDArray x = manager.randomNormal(new Shape(in, rows, 2)).transpose(1, 2, 0);
        NDArray weight = manager.randomNormal(new Shape(out, in));
        NDArray bias = biased ? manager.randomNormal(new Shape(out)) : null;
        NDArray gradient = manager.randomNormal(new Shape(out, rows, 2)).transpose(1, 2, 0);
        List<double[]> wanted = results(x, weight, bias, gradient, DataType.FLOAT64);
        List<double[]> found = results(x, weight, bias, gradient, DataType.FLOAT32);
        assertThat(found).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(difference(found.get(i), wanted.get(i)))
                    .as("result " + i)
                    .isLessThan(2e-6);
        }
    }

    /** Returns the product, and its gradients for the input, the weight and the bias; in float32 those by oneDNN. */
    private List<double[]> results(NDArray x, NDArray weight, NDArray bias, NDArray gradient, DataType type) {
        boolean oneDnn = type == DataType.FLOAT32;
        List<NDArray> leaves = new ArrayList<>();
        for (NDArray each : bias == null ? List.of(x, weight) : List.of(x, weight, bias)) {
            NDArray leaf = each.toType(type, true);
            leaf.setRequiresGradient(true);
            leaves.add(leaf);
        }
        NDArray b = bias == null ? null : leaves.get(2);
        NDArray y;
        try (Autograd.Recording recording = Autograd.record()) {
            y = oneDnn
                    ? LinearMap.oneDnn(leaves.get(0), leaves.get(1), b, true)
                    : LinearMap.usual(leaves.get(0), leaves.get(1), b);
            Autograd.backward(y, gradient.toType(type, true));
        }
        List<double[]> results = new ArrayList<>(List.of(doubles(y)));
        leaves.forEach(leaf -> results.add(doubles(leaf.getGradient())));
        try (Autograd.Recording pause = Autograd.pause()) {
            results.add(doubles(oneDnn ? LinearMap.oneDnn(leaves.get(0), leaves.get(1), b, false) : y.stopGradient()));
        }
        return results;
    }

    private static double[] doubles(NDArray array) {
        return array.stopGradient().toType(DataType.FLOAT64, true).toDoubleArray();
    }

    private static double difference(double[] found, double[] wanted) {
        assertThat(found).hasSameSizeAs(wanted);
        double apart = 0;
        double norm = 0;
        for (int i = 0; i < wanted.length; i++) {
            apart += (found[i] - wanted[i]) * (found[i] - wanted[i]);
            norm += wanted[i] * wanted[i];
        }
        return Math.sqrt(apart / norm);
    }

    /** Whatever the processor: shapes that oneDNN could not speed up, and other types, are left to PyTorch. */
    @Test
    void narrowAndDoublePrecisionProductsAreTheUsualOnes() {
        for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
            int width = type == DataType.FLOAT32 ? 48 : 128;
            NDArray x = manager.randomNormal(new Shape(3, width), type);
            NDArray weight = manager.randomNormal(new Shape(width, width), type);
            assertThat(LinearMap.of(x, weight, null, true)).isEqualTo(LinearMap.usual(x, weight, null));
        }
    }
}
