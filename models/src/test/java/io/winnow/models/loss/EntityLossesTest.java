package io.winnow.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.models.GradientCheck;
import io.winnow.models.torch.Autograd;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The reference values are those of another implementation in double precision; its gradients are central differences. */
class EntityLossesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double TEMPERATURE = 1 / 32.0;

    private static JsonNode reference() throws IOException {
        try (InputStream in = EntityLossesTest.class.getResourceAsStream("entities.json")) {
            return JSON.readTree(in);
        }
    }

    private static double[][] rows(JsonNode node) {
        return JSON.convertValue(node, double[][].class);
    }

    private static NDArray array(double[][] rows, NDManager manager) {
        return manager.create(
                Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray(), new Shape(rows.length, rows[0].length));
    }

    @Test
    void marginSoftmaxOverSamplesIsTheReference() throws IOException {
        int cases = 0;
        for (JsonNode each : reference()) {
            if (!each.get("name").asText().startsWith("margin")) {
                continue;
            }
            cases++;
            JsonNode in = each.get("inputs");
            int[] subset = JSON.convertValue(in.get("subset"), int[].class);
            int[] labels = JSON.convertValue(in.get("labels"), int[].class);
            double[][] all = rows(in.get("W"));
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray x = array(rows(in.get("x")), manager);
                NDArray centers =
                        array(Arrays.stream(subset).mapToObj(k -> all[k]).toArray(double[][]::new), manager);
                NDArray own = manager.create(Arrays.stream(labels)
                        .mapToLong(label -> Arrays.binarySearch(subset, label))
                        .toArray());
                x.setRequiresGradient(true);
                centers.setRequiresGradient(true);
                NDArray loss;
                try (Autograd.Recording recording = Autograd.record()) {
                    loss = EntityLosses.marginSoftmax(
                            x,
                            centers,
                            own,
                            in.get("tau").asDouble(),
                            in.get("margin").asDouble());
                }
                assertThat(loss.getDouble())
                        .isCloseTo(each.get("outputs").get("loss").asDouble(), within(1e-9));
                Autograd.backward(loss);
                compare(x.getGradient(), rows(each.get("outputs").get("gradient_x")));
                double[][] expected = rows(each.get("outputs").get("gradient_W"));
                compare(
                        centers.getGradient(),
                        Arrays.stream(subset).mapToObj(k -> expected[k]).toArray(double[][]::new));
            }
        }
        assertThat(cases).isEqualTo(3);
    }

    private static void compare(NDArray found, double[][] expected) {
        assertThat(found.toDoubleArray())
                .containsExactly(
                        Arrays.stream(expected).flatMapToDouble(Arrays::stream).toArray(), within(1e-6));
    }

    @Test
    void contrastWithAndWithoutTwinsIsTheReference() throws IOException {
        int cases = 0;
        for (JsonNode each : reference()) {
            if (!each.get("name").asText().startsWith("contrastive")) {
                continue;
            }
            cases++;
            JsonNode in = each.get("inputs");
            boolean masked = !in.get("groups").isNull();
            long[] groups = masked ? JSON.convertValue(in.get("groups"), long[].class) : new long[] {2, 7, 2, 0};
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray loss = EntityLosses.contrast(
                        array(rows(in.get("x")), manager),
                        array(rows(in.get("text")), manager),
                        manager.create(groups),
                        manager.create(new double[] {-Math.log(in.get("tau").asDouble())}),
                        masked);
                assertThat(loss.getDouble())
                        .isCloseTo(each.get("outputs").get("loss").asDouble(), within(1e-9));
            }
        }
        assertThat(cases).isEqualTo(2);
    }

    /** mofi.md, section 6: x = (1, 0), centers (1, 0) and (0, 1), temperature 1, margin .5: log(1 + exp(-.5)). */
    @Test
    void marginSoftmaxByHand() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new double[] {1, 0}, new Shape(1, 2));
            NDArray centers = manager.create(new double[] {1, 0, 0, 1}, new Shape(2, 2));
            NDArray own = manager.create(new long[] {0});
            assertThat(EntityLosses.marginSoftmax(x, centers, own, 1, 0.5).getDouble())
                    .isCloseTo(0.4741, within(5e-5));
        }
    }

    @Test
    void oneClassHasNoLossAndNoGradientAndAMarginCostsAtMostItself() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.randomNormal(new Shape(3, 4), DataType.FLOAT64);
            NDArray one = manager.randomNormal(new Shape(1, 4), DataType.FLOAT64);
            x.setRequiresGradient(true);
            NDArray loss;
            try (Autograd.Recording recording = Autograd.record()) {
                loss = EntityLosses.marginSoftmax(x, one, manager.create(new long[3]), TEMPERATURE, 0.15);
            }
            Autograd.backward(loss);
            assertThat(loss.getDouble()).isZero();
            assertThat(x.getGradient().toDoubleArray()).containsExactly(new double[12], within(0.0));
            NDArray centers = manager.randomNormal(new Shape(6, 4), DataType.FLOAT64);
            NDArray own = manager.create(new long[] {5, 0, 2});
            double without =
                    EntityLosses.marginSoftmax(x, centers, own, TEMPERATURE, 0).getDouble();
            double with = EntityLosses.marginSoftmax(x, centers, own, TEMPERATURE, 0.15)
                    .getDouble();
            assertThat(with - without).isPositive().isLessThanOrEqualTo(0.15 / TEMPERATURE);
        }
    }

    /** For random unit vectors of d dimensions, the loss is about log S + margin / temperature + 1 / (2 d temperature^2). */
    @Test
    void lossOfRandomVectorsIsTheClosedForm() {
        try (NDManager manager = NDManager.newBaseManager()) {
            int d = 2048;
            NDArray x = manager.randomNormal(new Shape(200, d), DataType.FLOAT32);
            NDArray centers = manager.randomNormal(new Shape(500, d), DataType.FLOAT32);
            NDArray own = manager.create(LongStream.range(0, 200).toArray());
            assertThat((double) EntityLosses.marginSoftmax(x, centers, own, TEMPERATURE, 0.15)
                            .getFloat())
                    .isCloseTo(
                            Math.log(500) + 0.15 / TEMPERATURE + 1 / (2 * d * TEMPERATURE * TEMPERATURE), within(0.1));
        }
    }

    @Test
    void twinsAreOnlyWrongTextsIfTheyAreNotMasked() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.randomNormal(new Shape(4, 3), DataType.FLOAT64);
            NDArray texts = manager.randomNormal(new Shape(4, 3), DataType.FLOAT64);
            NDArray scale = manager.create(new double[] {1});
            NDArray different = manager.create(new long[] {4, 0, 9, 2});
            assertThat(EntityLosses.contrast(x, texts, different, scale, true).getDouble())
                    .isEqualTo(EntityLosses.contrast(x, texts, different, scale, false)
                            .getDouble());
            NDArray same = manager.create(new long[] {7, 7, 7, 7});
            assertThat(EntityLosses.contrast(x, texts, same, scale, true).getDouble())
                    .isZero();
        }
    }

    @Test
    void gradientsOfTheContrastAreFiniteDifferences() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.randomNormal(new Shape(5, 3), DataType.FLOAT64);
            NDArray texts = manager.randomNormal(new Shape(5, 3), DataType.FLOAT64);
            NDArray scale = manager.create(new double[] {0.7});
            NDArray entities = manager.create(new long[] {1, 0, 1, 3, 0});
            GradientCheck.function(
                    List.of(x, texts, scale), () -> EntityLosses.contrast(x, texts, entities, scale, true));
        }
    }

    @Test
    void theFactorIsLimited() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray scales = manager.create(new float[] {3, 5});
            EntityLosses.limit(scales, 0.01);
            assertThat(scales.toFloatArray()).containsExactly(3, (float) Math.log(100));
        }
    }
}
