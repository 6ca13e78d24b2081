package io.winnow.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.engine.LiveArrays;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalOutlierFactorTest {
    private static void near(double[] found, double[] expected, double relative) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertThat(Math.abs(found[i] - expected[i]))
                    .as("index %d: %s and %s", i, found[i], expected[i])
                    .isLessThanOrEqualTo(1e-9 + relative * Math.abs(expected[i]));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lof_60_points_k20",
                "lof_60_points_k5",
                "lof_small_class_of_9_k_becomes_8",
                "lof_two_points",
                "lof_duplicates_fewer_than_k",
                "lof_duplicates_more_than_k"
            })
    void scoresEqualTheReference(String name) throws IOException {
        JsonNode reference = Cases.read("lof.json").get(name);
        JsonNode outputs = reference.get("outputs");
        // The densities of duplicates are the reciprocal of 1e-10, so that rounding errors are large.
        double relative = name.contains("more_than_k") ? 1e-6 : 1e-9;
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = Cases.array(manager, reference.get("inputs").get("X"));
            int k = reference.get("inputs").get("k").asInt();
            int before = LiveArrays.below(manager);
            double[] scores = LocalOutlierFactor.scores(x, k);
            assertThat(LiveArrays.below(manager)).isEqualTo(before);
            near(scores, Cases.numbers(outputs.get("lof")), relative);
            int[] outliers = IntStream.range(0, scores.length)
                    .filter(i -> scores[i] > 1.5)
                    .toArray();
            assertThat(outliers).containsExactly(Cases.integers(outputs.get("outliers_auto")));

            NDList details = LocalOutlierFactor.details(x, k, manager);
            assertThat(details.get(0).getShape())
                    .isEqualTo(
                            new Shape(scores.length, outputs.get("k_effective").asInt()));
            near(details.get(0).toDoubleArray(), Cases.numbers(outputs.get("neighbour_distance")), 1e-9);
            near(details.get(2).toDoubleArray(), Cases.numbers(outputs.get("lrd")), relative);
            // In these cases, the reference also takes the lower index of equally distant neighbours.
            assertThat(Arrays.stream(details.get(1).toLongArray())
                            .asDoubleStream()
                            .toArray())
                    .containsExactly(Cases.numbers(outputs.get("neighbours")));
        }
    }

    @Test
    void tilesDoNotMatter() throws IOException {
        JsonNode reference = Cases.read("lof.json").get("lof_60_points_k5");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = Cases.array(manager, reference.get("inputs").get("X"));
            // There are seven rows in each tile, and four in the last.
            NearestRows.Nearest tiled = NearestRows.all(CalibrateScript::euclidean, x, 5, 7 * 60);
            NearestRows.Nearest whole = NearestRows.all(CalibrateScript::euclidean, x, 5);
            assertThat(tiled.rows()).containsExactly(whole.rows());
            assertThat(tiled.distances()).containsExactly(whole.distances());
        }
    }

    @Test
    void tiesGoToTheLowerRow() {
        try (NDManager manager = NDManager.newBaseManager()) {
            // The corners of a square and its center: all corners are equally far from the center, and each corner has
            // two others at
            // the same distance.
            NDArray x = manager.create(new double[] {1, 1, -1, 1, 0, 0, 1, -1, -1, -1}, new Shape(5, 2));
            long[] nearest = LocalOutlierFactor.details(x, 3, manager).get(1).toLongArray();
            assertThat(nearest).containsExactly(2, 1, 3, 2, 0, 4, 0, 1, 3, 2, 0, 4, 2, 1, 3);
        }
    }

    @Test
    void representationsAreFloat32() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new float[] {0, 1, 2, 3, 30}, new Shape(5, 1));
            double[] scores = LocalOutlierFactor.scores(x, 2);
            assertThat(scores[4]).isGreaterThan(10);
            assertThat(x.toFloatArray()).containsExactly(0, 1, 2, 3, 30);
            assertThat(Arrays.stream(scores, 0, 4).max().orElseThrow()).isLessThan(1.5);
        }
    }

    @Test
    void aSingleExampleIsNoOutlier() {
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThat(LocalOutlierFactor.scores(manager.create(new Shape(0, 3)), 20))
                    .isEmpty();
            assertThat(LocalOutlierFactor.scores(manager.ones(new Shape(1, 3)), 20))
                    .containsExactly(1);
            assertThatThrownBy(() -> LocalOutlierFactor.scores(manager.ones(new Shape(4, 3)), 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not 0");
        }
    }
}
