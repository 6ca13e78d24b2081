package io.winnow.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.engine.LiveArrays;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassGaussiansTest {
    private static void near(double[] found, double[] expected, int at, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[at + i])
                    .as("index %d", i)
                    .isCloseTo(expected[i], within(tolerance * (1 + Math.abs(expected[i]))));
        }
    }

    private static void tails(ClassGaussians calibrated, JsonNode tails) {
        double[] means = calibrated.means().toDoubleArray();
        double[] covariances = calibrated.covariances().toDoubleArray();
        int d = (int) calibrated.means().getShape().get(1);
        for (JsonNode tail : tails) {
            int k = tail.get("tail_class").asInt();
            near(means, Cases.numbers(tail.get("mu_calibrated")), k * d, 1e-10);
            near(covariances, Cases.numbers(tail.get("sigma_calibrated")), k * d * d, 1e-10);
        }
    }

    private static Borrowing rule(JsonNode in, Borrowing.Counts counts) {
        return new Borrowing(
                in.get("q").asInt(), in.get("gamma").asDouble(), in.get("alpha").asDouble(), 0.5, counts);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "calibrate_6_classes_3_heads_q3",
                "calibrate_6_classes_3_heads_q2",
                "calibrate_6_classes_only_2_heads_q3",
                "calibrate_gamma1_alpha1",
                "calibrate_10_classes_4_heads_q3_real_choice",
                "calibrate_tail_class_with_one_sample",
                "lof_per_class_then_statistics_then_calibration"
            })
    void calibrationEqualsTheReference(String name) throws IOException {
        JsonNode one = Cases.read("calibration.json").get(name);
        JsonNode in = one.get("inputs");
        JsonNode out = one.get("outputs");
        int[] labels = Cases.integers(in.get("labels"));
        int classes = Arrays.stream(labels).max().orElseThrow() + 1;
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = Cases.array(manager, in.get("features"));
            int before = LiveArrays.below(manager);
            CleanSelection selection =
                    name.startsWith("lof") ? new CleanSelection.Lof(20, 1, 1.5) : new CleanSelection.None();
            boolean[] keep = selection.keep(z, labels, classes);
            if (name.startsWith("lof")) {
                for (int i = 0, removed = 0; i < keep.length; i++) {
                    if (!keep[i]) {
                        assertThat(i).isEqualTo(out.get("removed").get(removed).asInt());
                        removed++;
                    }
                }
            }
            try (ClassGaussians own = ClassGaussians.of(z, labels, classes, keep);
                    ClassGaussians calibrated = own.borrow(rule(in, Borrowing.Counts.OBSERVED))) {
                double[] mu = own.means().toDoubleArray();
                near(mu, Cases.numbers(out.get("mu")), 0, 1e-10);
                near(own.covariances().toDoubleArray(), Cases.numbers(out.get("sigma")), 0, 1e-10);
                int d = (int) own.means().getShape().get(1);
                tails(calibrated, out.get("tails"));
                for (int head : Cases.integers(out.get("head_classes"))) {
                    near(
                            calibrated.means().toDoubleArray(),
                            Arrays.copyOfRange(mu, head * d, head * d + d),
                            head * d,
                            0);
                }
            }
            assertThat(LiveArrays.below(manager)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"OBSERVED, with_n_observed", "KEPT, with_n_kept"})
    void countsAreObservedOrKept(Borrowing.Counts counts, String name) throws IOException {
        JsonNode one = Cases.read("calibration.json").get("calibrate_given_statistics_observed_or_kept_counts");
        JsonNode in = one.get("inputs");
        try (NDManager manager = NDManager.newBaseManager();
                ClassGaussians own = ClassGaussians.of(
                        Cases.array(manager, in.get("mu")),
                        manager.create(Cases.numbers(in.get("sigma")), new Shape(5, 3, 3)),
                        Cases.integers(in.get("counts_observed")),
                        Cases.integers(in.get("counts_kept")));
                ClassGaussians calibrated = own.borrow(rule(in, counts))) {
            tails(calibrated, one.get("outputs").get(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"full_rank", "rank_2_of_4", "indefinite_needs_clipping"})
    void samplingHandlesSingularCovariances(String name) throws IOException {
        JsonNode one = Cases.read("calibration.json").get("gaussian_sampling_" + name);
        JsonNode in = one.get("inputs");
        JsonNode out = one.get("outputs");
        double tolerance = name.startsWith("rank") ? 1e-7 : 1e-10;
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray covariance = Cases.array(manager, in.get("sigma"));
            NDArray root = CalibrateScript.root(covariance);
            near(root.toDoubleArray(), Cases.numbers(out.get("symmetric_root")), 0, tolerance);
            near(root.dot(root).toDoubleArray(), Cases.numbers(out.get("sigma_psd")), 0, 1e-10);
            NDArray mean = manager.create(Cases.numbers(in.get("mu")));
            near(
                    CalibrateScript.shifted(mean, root, Cases.array(manager, in.get("eps")))
                            .toDoubleArray(),
                    Cases.numbers(out.get("x_sym")),
                    0,
                    tolerance);
        }
    }

    /** Draws 4,000 points from each of two classes, one of which has a single example and thus no variance. */
    @Test
    void drawnPointsHaveTheMoments() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(new float[] {0, 0, 2, 1, 4, 0, 6, 3, 9, 9}, new Shape(5, 2));
            int[] classes = {0, 0, 0, 0, 1};
            try (ClassGaussians own = ClassGaussians.of(z, classes, 2, new boolean[] {true, true, true, true, true})) {
                ClassGaussians.Points points = own.sample(4000, 3, manager);
                float[] values = points.vectors().toFloatArray();
                assertThat(values)
                        .isEqualTo(own.sample(4000, 3, manager).vectors().toFloatArray());
                double[] sums = new double[5];
                for (int i = 0; i < 4000; i++) {
                    double x = values[2 * i] - 3;
                    double y = values[2 * i + 1] - 1;
                    sums[0] += x / 4000;
                    sums[1] += y / 4000;
                    sums[2] += x * x / 4000;
                    sums[3] += x * y / 4000;
                    sums[4] += y * y / 4000;
                }
                assertThat(sums[0]).isCloseTo(0, within(0.2));
                assertThat(sums[1]).isCloseTo(0, within(0.12));
                assertThat(sums[2]).isCloseTo(20.0 / 3, within(0.75));
                assertThat(sums[3]).isCloseTo(8.0 / 3, within(0.45));
                assertThat(sums[4]).isCloseTo(2, within(0.25));
                assertThat(values[8000]).isEqualTo(9);
                assertThat(points.classes()).startsWith(0, 0).endsWith(1, 1);
            }
        }
    }

    @Test
    void logDensitiesFollowTheFormula() {
        try (NDManager manager = NDManager.newBaseManager();
                ClassGaussians own = ClassGaussians.of(
                        manager.create(new double[] {1, 2, 0, 0}, new Shape(2, 2)),
                        manager.create(new double[] {2, 0.5, 0.5, 1, 0, 0, 0, 0}, new Shape(2, 2, 2)),
                        new int[] {3, 1},
                        new int[] {3, 1})) {
            NDArray z = manager.create(new float[] {2, 1}, new Shape(1, 2));
            double[] found = own.logDensity(z, 1e-9).toDoubleArray();
            // The covariance {2, .5; .5, 1} has the inverse {1, -.5; -.5, 2} / 1.75.
            double square = (1 * 1 + 2 * 0.5 * 1 + 2 * 1) / 1.75;
            assertThat(found[0]).isCloseTo(-0.5 * (square + Math.log(1.75) + 2 * Math.log(2 * Math.PI)), within(1e-7));
            assertThat(found[1]).isFinite().isLessThan(-1e6);
        }
    }

    @Test
    void anEmptyClassIsNamed() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.ones(new Shape(2, 2));
            assertThatThrownBy(() -> ClassGaussians.of(z, new int[] {0, 2}, 3, new boolean[] {true, true}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Class 1");
        }
    }
}
