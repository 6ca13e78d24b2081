package io.winnow.trainer.recipe.semi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.models.loss.ConsistencyLosses;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.evaluate.Temperature;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Compares thresholds, targets and schedules with an independent reference over a run of batches. */
class ThresholdTest {
    private static JsonNode reference(String name) throws IOException {
        try (InputStream in = ThresholdTest.class.getResourceAsStream(name)) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static double[] numbers(JsonNode node) {
        double[] numbers = new double[node.size()];
        Arrays.setAll(numbers, i -> node.get(i).asDouble());
        return numbers;
    }

    private static double[][] probabilities(JsonNode logits) {
        double[][] p = new double[logits.size()][];
        Arrays.setAll(p, i -> Temperature.probabilities(numbers(logits.get(i)), 1));
        return p;
    }

    private static int[] indices(JsonNode step) {
        return Arrays.stream(numbers(step.get("indices")))
                .mapToInt(each -> (int) each)
                .toArray();
    }

    private static void assertMask(boolean[] passed, JsonNode expected) {
        for (int i = 0; i < passed.length; i++) {
            assertThat(passed[i] ? 1.0 : 0).isEqualTo(expected.get(i).asDouble());
        }
    }

    private static void assertSame(double[] found, JsonNode expected) {
        assertThat(found).containsExactly(numbers(expected), within(1e-12));
    }

    @Test
    void flexMatchIsThatOfTheReference() throws IOException {
        JsonNode run = reference("uda-thresholds.json");
        for (boolean warmUp : new boolean[] {true, false}) {
            Threshold.FlexMatch flex =
                    new Threshold.FlexMatch(run.get("flexmatch_tau").asDouble(), warmUp);
            int classes = run.get("classes").asInt();
            double[] state = flex.start(classes, run.get("unlabeled").asInt());
            for (JsonNode step : run.get("steps")) {
                JsonNode expected = step.get("expected");
                double[][] p = probabilities(step.get("weak_logits"));
                double[] before = flex.byClass(classes, state);
                boolean[] passed = flex.pass(p, indices(step), state, false);
                String prefix = warmUp ? "flexmatch" : "no_warmup";
                assertMask(passed, expected.get(prefix + "_mask"));
                assertSame(flex.learned(classes, state), expected.get(prefix + "_beta_after"));
                if (warmUp) {
                    assertSame(
                            Arrays.stream(p)
                                    .mapToDouble(each -> before[Ranks.largest(each)])
                                    .toArray(),
                            expected.get("flexmatch_threshold"));
                }
            }
        }
    }

    @Test
    void freeMatchIsThatOfTheReference() throws IOException {
        JsonNode run = reference("uda-thresholds.json");
        int classes = run.get("classes").asInt();
        Threshold.FreeMatch free =
                new Threshold.FreeMatch(run.get("freematch_momentum").asDouble(), 1);
        double[] state = free.start(classes, run.get("unlabeled").asInt());
        try (NDManager manager = NDManager.newBaseManager()) {
            for (JsonNode step : run.get("steps")) {
                JsonNode expected = step.get("expected");
                double[][] p = probabilities(step.get("weak_logits"));
                boolean[] passed = free.pass(p, indices(step), state, false);
                assertMask(passed, expected.get("freematch_mask"));
                assertThat(state[0]).isCloseTo(expected.get("freematch_tau").asDouble(), within(1e-12));
                assertSame(Arrays.copyOfRange(state, 1, 1 + classes), expected.get("freematch_p"));
                assertSame(Arrays.copyOfRange(state, 1 + classes, state.length), expected.get("freematch_h"));
                double[] thresholds = free.byClass(classes, state);
                assertSame(
                        Arrays.stream(p)
                                .mapToDouble(each -> thresholds[Ranks.largest(each)])
                                .toArray(),
                        expected.get("freematch_threshold"));
                double[] strong = new double[p.length * classes];
                double[] mask = new double[p.length];
                for (int i = 0; i < p.length; i++) {
                    System.arraycopy(numbers(step.get("strong_logits").get(i)), 0, strong, i * classes, classes);
                    mask[i] = passed[i] ? 1 : 0;
                }
                NDArray fairness = ConsistencyLosses.fairness(
                        manager.create(strong, new Shape(p.length, classes)),
                        manager.create(mask),
                        manager.create(free.shares(classes, state)));
                assertThat(fairness.toDoubleArray()[0])
                        .isCloseTo(expected.get("freematch_fairness_loss").asDouble(), within(1e-10));
            }
        }
    }

    @Test
    void annealingIsThatOfTheReference() throws IOException {
        for (JsonNode one : reference("uda-tsa.json")) {
            Annealing curve = Annealing.valueOf(one.get("schedule").asText().toUpperCase(Locale.ROOT));
            for (int i = 0; i < one.get("at").size(); i++) {
                double progress =
                        one.get("at").get(i).asDouble() / one.get("steps").asDouble();
                assertThat(curve.threshold(progress, one.get("classes").asInt()))
                        .isCloseTo(one.get("expected").get(i).asDouble(), within(1e-12));
            }
        }
    }

    /** Fixed thresholds: UDA's must be exceeded, FixMatch's reached; and the targets. */
    @Test
    void fixedThresholdsAndTargetsAreThoseOfTheReference() throws IOException {
        for (JsonNode one : reference("uda-losses.json")) {
            JsonNode expected = one.get("expected");
            double[][] p = probabilities(one.get("original_logits"));
            double confidence = one.get("confidence").asDouble();
            Threshold fixed = confidence < 0 ? new Threshold.None() : new Threshold.Fixed(confidence);
            assertMask(fixed.pass(p, new int[p.length], new double[0], true), expected.get("uda_mask"));
            Threshold reached =
                    new Threshold.Fixed(expected.get("fixmatch_confidence").asDouble());
            assertMask(reached.pass(p, new int[p.length], new double[0], false), expected.get("fixmatch_mask"));
        }
        double[] half = {0.5, 0.5};
        Threshold exact = new Threshold.Fixed(0.5);
        assertThat(exact.pass(new double[][] {half}, new int[1], new double[0], true))
                .containsExactly(false);
        assertThat(exact.pass(new double[][] {half}, new int[1], new double[0], false))
                .containsExactly(true);
        // uda.md, oracles: p = (.9, .1) at the temperature .4
        assertThat(new PseudoTarget.Sharpened(0.4).of(new double[] {0.9, 0.1}))
                .containsExactly(new double[] {0.99590, 0.00410}, within(5e-6));
        assertThat(new PseudoTarget.Sharpened(0.001).of(new double[] {0.6, 0.4}))
                .containsExactly(new double[] {1, 0}, within(1e-12));
        assertThat(new PseudoTarget.Hard().of(new double[] {0.1, 0.6, 0.3})).containsExactly(0, 1, 0);
    }

    /** uda.md, oracles: nothing has passed, then a class that has half as many examples as the most frequent one. */
    @Test
    void thresholdOfAClassFollowsItsShare() {
        Threshold.FlexMatch flex = new Threshold.FlexMatch(0.95, false);
        double[] state = flex.start(2, 5);
        assertThat(flex.byClass(2, state)).containsExactly(0, 0);
        System.arraycopy(new double[] {0, 0, 1}, 0, state, 0, 3);
        assertThat(flex.byClass(2, state)).containsExactly(new double[] {0.95, 0.95 / 3}, within(1e-15));
    }

    /** If all examples of a batch have the same probabilities, the moving average becomes them, and aligned ones are the expected shares. */
    @Test
    void alignmentMakesTheMeanTheExpectedShares() {
        Alignment alignment = new Alignment(Alignment.Expected.LABELS, 0);
        double[] state = alignment.start(3);
        double[] expected = {0.5, 0.3, 0.2};
        double[][] aligned = alignment.align(new double[][] {{0.8, 0.1, 0.1}}, expected, state);
        assertThat(state).containsExactly(0.8, 0.1, 0.1);
        assertThat(aligned[0]).containsExactly(expected, within(1e-5));
        Alignment uniform = new Alignment(Alignment.Expected.UNIFORM, 0.9);
        double[] slow = uniform.start(2);
        uniform.align(new double[][] {{1, 0}, {0.5, 0.5}}, new double[] {0.9, 0.1}, slow);
        assertThat(slow).containsExactly(new double[] {0.525, 0.475}, within(1e-12));
    }
}
