package io.winnow.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.models.loss.ClusterDiscrimination.MarginDerivative;
import io.winnow.models.loss.ClusterDiscrimination.Objective;
import io.winnow.models.torch.Autograd;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares with reference values from a transcription of the paper's equations and from the published code of related methods. */
class ClusterDiscriminationTest {
    private static final JsonNode INPUTS = read("mlcd-inputs.json");
    private static final JsonNode CASES = read("mlcd-outputs.json").get("cases");

    @ParameterizedTest
    @CsvSource({
        "mlc_eq4_s1_m0_l3, MULTI_LABEL_COUPLED",
        "mlcd_eq5_s1_m0_l3, MULTI_LABEL",
        "mlcd_eq5_unfactored_s1_m0_l3, MULTI_LABEL",
        "mlcd_eq5_s8_m03_l3_exact, MULTI_LABEL",
        "mlcd_eq5_s64_m0_l3, MULTI_LABEL",
        "mlcd_eq5_s64_m03_l3_exact, MULTI_LABEL",
        "mlcd_eq5_s64_m03_l3_straight, MULTI_LABEL",
        "mlcd_eq5_s64_m03_l8_straight, MULTI_LABEL",
        "mlcd_eq5_s64_m03_l3_sampled_exact, MULTI_LABEL",
        "mlcd_eq5_s64_m03_l3_sampled_straight, MULTI_LABEL",
        "mlc_eq4_s64_m03_l3_sampled_exact, MULTI_LABEL_COUPLED",
        "mlc_eq4_s64_m03_l8_exact, MULTI_LABEL_COUPLED",
        "cd_eq3_s64_m03_l1_straight, SINGLE_LABEL",
    })
    void reproducesTheReference(String name, Objective objective) {
        JsonNode expected = CASES.get(name);
        JsonNode params = expected.get("params");
        MarginDerivative derivative = MarginDerivative.valueOf(
                params.get("margin_derivative").asText().toUpperCase(Locale.ROOT));
        ClusterDiscrimination loss = new ClusterDiscrimination(
                objective, params.get("s").asDouble(), params.get("m").asDouble(), derivative);
        check(loss, expected, params.get("l").asInt(), params.get("sampled"), DataType.FLOAT64, 1e-9, 1e-8);
        check(
                loss,
                expected,
                params.get("l").asInt(),
                params.get("sampled"),
                DataType.FLOAT32,
                1e-4 * expected.get("loss").asDouble(),
                1e-4);
    }

    /**
     * The published code of the paper's successor returns the mean over its eight slots, with each example's loss capped at -log(1e-30).
     * Its gradient is that of the sum over the slots, without the cap.
     */
    @Test
    void perSlotReproducesThePublishedSuccessor() {
        JsonNode expected = CASES.get("code_ovencoder_multi8_r1");
        ClusterDiscrimination loss = new ClusterDiscrimination(Objective.PER_SLOT, 64, 0.3, MarginDerivative.ONE);
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray x = matrix(manager, INPUTS.get("embeddings"), DataType.FLOAT64);
            NDArray centers = matrix(manager, INPUTS.get("centers"), DataType.FLOAT64);
            x.setRequiresGradient(true);
            centers.setRequiresGradient(true);
            JsonNode bySlot = expected.get("params").get("labels_used_by_slot");
            long[] labels = new long[48];
            double capped = 0;
            for (int slot = 0; slot < 8; slot++) {
                long[] own = new long[6];
                for (int b = 0; b < 6; b++) {
                    own[b] = bySlot.get(slot).get(b).asLong();
                    labels[b * 8 + slot] = own[b];
                }
                for (double value : loss.perExample(x, centers, manager.create(own, new Shape(6, 1)))
                        .toDoubleArray()) {
                    capped += Math.min(value, -Math.log(1e-30)) / 48;
                }
            }
            assertThat(capped).isCloseTo(expected.get("loss").asDouble(), within(1e-9));
            Autograd.backward(loss.mean(x, centers, manager.create(labels, new Shape(6, 8))));
            compareGradient(x.getGradient(), expected.get("grad_embeddings"), 8, 1e-8);
            compareGradient(centers.getGradient(), expected.get("grad_centers"), 8, 1e-8);
        }
    }

    /** An embedding lies opposite to its center: the exact derivative pushes it further away, while the others pull it back. */
    @Test
    void guardsTheMarginBeyondPi() {
        for (MarginDerivative derivative : MarginDerivative.values()) {
            try (NDManager manager = NDManager.newBaseManager();
                    Autograd.Recording recording = Autograd.record()) {
                NDArray x = manager.create(new double[] {-1, 0.1}, new Shape(1, 2));
                x.setRequiresGradient(true);
                NDArray center = manager.create(new double[] {1, 0}, new Shape(1, 2));
                Autograd.backward(new ClusterDiscrimination(Objective.MULTI_LABEL, 1, 0.3, derivative)
                        .mean(x, center, manager.create(new long[] {0}, new Shape(1, 1))));
                double towardsCenter = -x.getGradient().toDoubleArray()[0];
                assertThat(Math.signum(towardsCenter)).isEqualTo(derivative == MarginDerivative.EXACT ? -1 : 1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"MULTI_LABEL, mlcd_eq5", "MULTI_LABEL_COUPLED, mlc_eq4"})
    void staysExactAtUnitVectorsAndAnyScale(Objective objective, String prefix) {
        JsonNode extreme = CASES.get("extreme_unit_vectors_m03_l3");
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray centers = matrix(manager, extreme.get("centers"), DataType.FLOAT64);
            NDArray positives = labels(manager, 3, null);
            for (int scale : new int[] {1, 64, 1000}) {
                NDArray x = matrix(manager, extreme.get("embeddings"), DataType.FLOAT64);
                x.setRequiresGradient(true);
                NDArray losses = new ClusterDiscrimination(objective, scale, 0.3, MarginDerivative.EXACT)
                        .perExample(x, centers, positives);
                double[] expected = doubles(extreme.get("per_sample").get(prefix + "_s" + scale));
                assertThat(losses.toDoubleArray()).containsExactly(expected, within(1e-9));
                Autograd.backward(losses.sum());
                for (double g : x.getGradient().toDoubleArray()) {
                    assertThat(g).isFinite();
                }
            }
        }
    }

    /** All centers are positives of the only example, so N = 0 and only the term log(1 + P) of equation 5 is left. */
    @Test
    void leavesOnlyThePositiveTermWithoutNegatives() {
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray x = manager.create(new double[] {1, 0}, new Shape(1, 2));
            NDArray centers = manager.create(new double[] {1, 0, 0, 1}, new Shape(2, 2));
            x.setRequiresGradient(true);
            NDArray loss = new ClusterDiscrimination(Objective.MULTI_LABEL, 2, 0, MarginDerivative.EXACT)
                    .mean(x, centers, manager.create(new long[] {0, 1}, new Shape(1, 2)));
            assertThat(loss.getDouble()).isCloseTo(Math.log(1 + Math.exp(-2) + 1), within(1e-12));
            Autograd.backward(loss);
            assertThat(x.getGradient().toDoubleArray()).doesNotContain(Double.NaN);
        }
    }

    @Test
    void refusesInvalidScalesAndMargins() {
        assertThatThrownBy(() -> new ClusterDiscrimination(Objective.MULTI_LABEL, 0, 0.3, MarginDerivative.ONE))
                .hasMessageContaining("scale must be a positive number; found 0.0");
        assertThatThrownBy(() -> new ClusterDiscrimination(Objective.MULTI_LABEL, 64, 2, MarginDerivative.ONE))
                .hasMessageContaining("margin must be an angle");
    }

    private static void check(
            ClusterDiscrimination loss,
            JsonNode expected,
            int l,
            JsonNode sampled,
            DataType type,
            double lossTolerance,
            double gradientTolerance) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = matrix(manager, INPUTS.get("embeddings"), type);
            NDArray centers = matrix(manager, INPUTS.get("centers"), type);
            List<Integer> rows = null;
            if (sampled != null && !sampled.isNull()) {
                rows = new ArrayList<>();
                for (JsonNode row : sampled) {
                    rows.add(row.asInt());
                }
                // The reference keeps an example's own positives even if the sampled set lacks them; this test cannot,
                // so the set
                // must contain them all.
                for (JsonNode label : INPUTS.get("labels")) {
                    for (int i = 0; i < l; i++) {
                        if (!rows.contains(label.get(i).asInt())) {
                            throw new IllegalStateException("The sampled set lacks a positive.");
                        }
                    }
                }
            }
            checkSampled(loss, x, centers, rows, l, expected, lossTolerance, gradientTolerance);
        }
    }

    private static void checkSampled(
            ClusterDiscrimination loss,
            NDArray x,
            NDArray centers,
            List<Integer> rows,
            int l,
            JsonNode expected,
            double lossTolerance,
            double gradientTolerance) {
        NDManager manager = x.getManager();
        if (rows == null) {
            checkGradients(loss, x, centers, labels(manager, l, null), expected, lossTolerance, gradientTolerance);
            return;
        }
        centers.setRequiresGradient(true);
        x.setRequiresGradient(true);
        try (Autograd.Recording recording = Autograd.record()) {
            NDArray chosen = centers.get(
                    manager.create(rows.stream().mapToLong(Integer::longValue).toArray()));
            NDArray value = loss.mean(x, chosen, labels(manager, l, rows));
            compare(value, x, centers, expected, lossTolerance, gradientTolerance);
        }
    }

    private static void checkGradients(
            ClusterDiscrimination loss,
            NDArray x,
            NDArray centers,
            NDArray positives,
            JsonNode expected,
            double lossTolerance,
            double gradientTolerance) {
        x.setRequiresGradient(true);
        centers.setRequiresGradient(true);
        try (Autograd.Recording recording = Autograd.record()) {
            compare(loss.mean(x, centers, positives), x, centers, expected, lossTolerance, gradientTolerance);
        }
    }

    private static void compare(
            NDArray value,
            NDArray x,
            NDArray centers,
            JsonNode expected,
            double lossTolerance,
            double gradientTolerance) {
        assertThat(value.toType(DataType.FLOAT64, true).getDouble())
                .isCloseTo(expected.get("loss").asDouble(), within(lossTolerance));
        Autograd.backward(value);
        compareGradient(x.getGradient(), expected.get("grad_embeddings"), 1, gradientTolerance);
        compareGradient(centers.getGradient(), expected.get("grad_centers"), 1, gradientTolerance);
    }

    /** The tolerance is relative to the largest component, because the smallest components are differences of large terms. */
    private static void compareGradient(NDArray actual, JsonNode expected, int factor, double tolerance) {
        double[] numbers = actual.toType(DataType.FLOAT64, true).toDoubleArray();
        double[] reference = doubles(expected);
        double largest = 0;
        for (double value : reference) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < reference.length; i++) {
            assertThat(numbers[i] * factor).as("component %d", i).isCloseTo(reference[i], within(tolerance * largest));
        }
    }

    private static NDArray matrix(NDManager manager, JsonNode rows, DataType type) {
        return manager.create(doubles(rows), new Shape(rows.size(), rows.get(0).size()))
                .toType(type, false);
    }

    /** The first l labels of each example, as indices into {@code rows}, or into all centers if {@code rows} is null. */
    private static NDArray labels(NDManager manager, int l, List<Integer> rows) {
        JsonNode labels = INPUTS.get("labels");
        long[] places = new long[labels.size() * l];
        for (int b = 0; b < labels.size(); b++) {
            for (int i = 0; i < l; i++) {
                int label = labels.get(b).get(i).asInt();
                places[b * l + i] = rows == null ? label : rows.indexOf(label);
            }
        }
        return manager.create(places, new Shape(labels.size(), l));
    }

    private static double[] doubles(JsonNode node) {
        List<Double> numbers = new ArrayList<>();
        collect(node, numbers);
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void collect(JsonNode node, List<Double> into) {
        if (node.isArray()) {
            node.forEach(child -> collect(child, into));
        } else {
            into.add(node.asDouble());
        }
    }

    private static JsonNode read(String resource) {
        try (InputStream in = ClusterDiscriminationTest.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
