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
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The values and gradients are those of another implementation in double precision, which has one logit for two classes. */
class ProportionLossesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void lossesAndGradientsOfTwoClassesAreTheReference() throws IOException {
        JsonNode cases;
        try (InputStream in = getClass().getResourceAsStream("proportions.json")) {
            cases = JSON.readTree(in);
        }
        for (JsonNode each : cases) {
            double[] odds = JSON.convertValue(each.get("logits"), double[].class);
            int[][] bags = JSON.convertValue(each.get("bags"), int[][].class);
            double[] positive = JSON.convertValue(each.get("proportions"), double[].class);
            double prior = each.get("prior").asDouble();
            long[] bagOf = new long[odds.length];
            double[] shares = new double[2 * bags.length];
            double[] weights = new double[2 * odds.length];
            for (int b = 0; b < bags.length; b++) {
                double[] own = {1 - positive[b], positive[b]};
                System.arraycopy(own, 0, shares, 2 * b, 2);
                for (int member : bags[b]) {
                    bagOf[member] = b;
                    double[] easy = ProportionLosses.easyWeights(own, bags[b].length, new double[] {1 - prior, prior});
                    assertThat(easy[0] + easy[1]).isCloseTo(1, within(1e-12));
                    System.arraycopy(easy, 0, weights, 2 * member, 2);
                }
            }
            JsonNode expected = each.get("expected");
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray bag = manager.create(bagOf);
                NDArray known = manager.create(shares, new Shape(bags.length, 2));
                NDArray easy = manager.create(weights, new Shape(odds.length, 2));
                compare(
                        odds,
                        manager,
                        logits -> ProportionLosses.proportion(logits, bag, known),
                        expected.get("proportion_loss"),
                        expected.get("proportion_gradient"));
                compare(
                        odds,
                        manager,
                        logits -> ProportionLosses.weighted(logits, easy),
                        expected.get("easy_loss"),
                        expected.get("easy_gradient"));
            }
        }
    }

    /** The gradient with respect to the log odds is that with respect to the second of two logits, of which the first is 0. */
    private static void compare(
            double[] odds, NDManager manager, Function<NDArray, NDArray> loss, JsonNode value, JsonNode gradient) {
        double[] both = new double[2 * odds.length];
        for (int i = 0; i < odds.length; i++) {
            both[2 * i + 1] = odds[i];
        }
        NDArray logits = manager.create(both, new Shape(odds.length, 2));
        logits.setRequiresGradient(true);
        NDArray computed;
        try (Autograd.Recording recording = Autograd.record()) {
            computed = loss.apply(logits);
        }
        assertThat(computed.getDouble()).isCloseTo(value.asDouble(), within(1e-9));
        Autograd.backward(computed);
        double[] all = logits.getGradient().toDoubleArray();
        double[] found = new double[odds.length];
        Arrays.setAll(found, i -> all[2 * i + 1]);
        assertThat(found).containsExactly(JSON.convertValue(gradient, double[].class), within(1e-9));
    }

    @Test
    void gradientsOfSeveralClassesAreFiniteDifferences() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.randomNormal(new Shape(7, 3), DataType.FLOAT64);
            NDArray bags = manager.create(new long[] {0, 2, 1, 1, 0, 2, 2});
            NDArray shares =
                    manager.create(new double[] {0.5, 0.5, 0, 0, 1, 0, 1 / 3., 1 / 3., 1 / 3.}, new Shape(3, 3));
            GradientCheck.function(List.of(logits), () -> ProportionLosses.proportion(logits, bags, shares));
            NDArray others = manager.randomNormal(new Shape(7, 3), DataType.FLOAT64);
            NDArray weights = manager.randomNormal(new Shape(7, 3), DataType.FLOAT64);
            GradientCheck.function(List.of(others), () -> ProportionLosses.weighted(others, weights));
        }
    }

    @Test
    void sharesThatAreMetHaveNoGradientAndDeniedOnesKeepIt() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(new float[] {0, 0, 0, 0}, new Shape(2, 2));
            NDArray bags = manager.create(new long[] {0, 0});
            logits.setRequiresGradient(true);
            NDArray half = manager.create(new float[] {0.5f, 0.5f}, new Shape(1, 2));
            NDArray loss;
            try (Autograd.Recording recording = Autograd.record()) {
                loss = ProportionLosses.proportion(logits, bags, half);
            }
            Autograd.backward(loss);
            assertThat(loss.getFloat()).isCloseTo((float) Math.log(2), within(1e-6f));
            assertThat(logits.getGradient().toFloatArray()).containsExactly(new float[4], within(1e-6f));
            // Both members deny the second class, which is all of the bag, with odds far below the precision of a
            // probability.
            NDArray sure = manager.create(new float[] {200, 0, 201, 0}, new Shape(2, 2));
            sure.setRequiresGradient(true);
            NDArray second = manager.create(new float[] {0, 1}, new Shape(1, 2));
            try (Autograd.Recording recording = Autograd.record()) {
                loss = ProportionLosses.proportion(sure, bags, second);
            }
            Autograd.backward(loss);
            assertThat(sure.getGradient().toFloatArray()[0]).isGreaterThan(0.5f);
        }
    }
}
