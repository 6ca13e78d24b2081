package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares thresholds with reference values, with a search over all thresholds, and with counts. */
class LabelThresholdsTest {
    private static final ReferenceCases LABEL_SETS = ReferenceCases.load("label-sets.json");

    private static LabelScores column(JsonNode inputs) {
        boolean[] truth = ReferenceCases.flags(inputs.get("truth"));
        byte[] states = new byte[truth.length];
        for (int i = 0; i < truth.length; i++) {
            states[i] = truth[i] ? LabelScores.POSITIVE : LabelScores.NEGATIVE;
        }
        return new LabelScores(ReferenceCases.floats(inputs.get("scores")), states, 1);
    }

    /** The reference has scores in double precision. */
    @Test
    void thresholdOfTheReference() {
        JsonNode one = LABEL_SETS.find("threshold");
        LabelScores scores = column(one.get("inputs"));
        LabelThresholds.Choice found = LabelThresholds.largestF1(scores.ofClass(0));
        JsonNode out = one.get("outputs");
        assertThat(found.threshold()).isCloseTo(out.get("threshold").asDouble(), within(1e-8));
        assertThat(found.f1()).isCloseTo(out.get("f1").asDouble(), within(1e-12));
    }

    /** Two positives are fewer than five, so the first class gets the threshold of both together. */
    @Test
    void classesWithFewPositivesShareAThreshold() {
        float[] first = {.3f, .2f, .45f, .45f, .45f, .45f, .45f, .45f};
        float[] second = {.9f, .8f, .7f, .6f, .5f, .4f, .3f, .2f};
        float[] scores = new float[16];
        byte[] states = new byte[16];
        for (int i = 0; i < 8; i++) {
            scores[2 * i] = first[i];
            scores[2 * i + 1] = second[i];
            states[2 * i] = i < 2 ? LabelScores.POSITIVE : LabelScores.NEGATIVE;
            states[2 * i + 1] = i < 5 ? LabelScores.POSITIVE : LabelScores.NEGATIVE;
        }
        LabelThresholds found = LabelThresholds.largestF1(new LabelScores(scores, states, 2), 5);
        assertThat(found.own()).containsExactly(false, true);
        assertThat(found.shared()).isCloseTo(0.475, within(1e-7));
        assertThat(found.perClass()).containsExactly(new double[] {0.475, 0.45}, within(1e-7));
        // The reference too has a class with two positives, which gets no threshold of its own.
        LabelScores few = column(LABEL_SETS.find("threshold_too_few").get("inputs"));
        assertThat(LabelThresholds.largestF1(few, 5).own()).containsExactly(false);
    }

    /** Brute force over thresholds that lie between all neighbouring scores, for scores with ties and unknown pairs. */
    @Test
    void noThresholdHasALargerF1() {
        for (int trial = 0; trial < 20; trial++) {
            float[] scores = new float[90];
            byte[] states = new byte[90];
            for (int i = 0; i < 90; i++) {
                CounterRandom random = CounterRandom.of(trial, i);
                states[i] = (byte) (random.nextInt(3) - 1);
                scores[i] = (random.nextInt(20) + (states[i] > 0 ? 6 : 0)) / 26f;
            }
            LabelScores all = new LabelScores(scores, states, 3);
            LabelThresholds found = LabelThresholds.largestMicroF1(all);
            double best = LabelDecisions.of(all, found.decide(scores)).overall().f1();
            double highest = Double.NaN;
            for (int t = 0; t <= 26; t++) {
                double threshold = (t - 0.5) / 26;
                double f1 = LabelDecisions.of(
                                all, LabelThresholds.fixed(threshold, 3).decide(scores))
                        .overall()
                        .f1();
                assertThat(f1).isLessThanOrEqualTo(best);
                highest = f1 == best ? threshold : highest;
            }
            // Of equal ones, the highest is chosen, so that both predict the same known pairs.
            LabelDecisions expected =
                    LabelDecisions.of(all, LabelThresholds.fixed(highest, 3).decide(scores));
            assertThat(LabelDecisions.of(all, found.decide(scores)).perClass()).isEqualTo(expected.perClass());
        }
    }

    @Test
    void theThresholdLiesBetweenScores() {
        LabelScores scores = new LabelScores(new float[] {0.75f, 0.5f, 0.25f}, new byte[] {1, 1, -1}, 1);
        assertThat(LabelThresholds.largestF1(scores.ofClass(0))).isEqualTo(new LabelThresholds.Choice(0.375, 1));
    }

    @Test
    void withoutPositivesTheThresholdIsOneHalf() {
        LabelScores scores = new LabelScores(new float[] {0.7f, 0.6f}, new byte[] {-1, 0}, 2);
        LabelThresholds found = LabelThresholds.largestF1(scores, 0);
        assertThat(found.perClass()).containsExactly(0.5, 0.5);
        assertThat(found.own()).containsExactly(false, false);
    }

    @Test
    void matchingPredictsTheExpectedNumberOfLabels() {
        float[] scores = {0.9f, 0.8f, 0.1f, 0.7f, 0.2f, 0.3f, 0.6f, 0.5f};
        for (int count = 1; count <= 8; count++) {
            boolean[] predicted =
                    LabelThresholds.matching(scores, 2, count / 4.0).decide(scores);
            int found = 0;
            for (boolean value : predicted) {
                found += value ? 1 : 0;
            }
            assertThat(found).isEqualTo(count);
        }
        // Equal scores are predicted together: for three examples, two labels are nearer to 3.9 than six are.
        float[] tied = {0.9f, 0.9f, 0.5f, 0.5f, 0.5f, 0.5f};
        assertThat(LabelThresholds.matching(tied, 2, 1.3).shared()).isCloseTo(0.7, within(1e-7));
    }

    @Test
    void thresholdsAreWrittenAndReadAgain() throws IOException {
        LabelThresholds thresholds = LabelThresholds.fixed(0.25, 2);
        LabelThresholds read = Json.parse(Json.page(thresholds), LabelThresholds.class);
        assertThat(read.perClass()).containsExactly(0.25, 0.25);
        assertThat(read.own()).containsExactly(false, false);
        assertThat(read.shared()).isEqualTo(0.25);
    }

    /** The logits are those of the true probabilities times a factor and plus an offset, which calibration has to undo. */
    @Test
    void calibrationRestoresSlopesAndShiftsOfLogits() {
        int examples = 4000;
        double[] slopes = {0.5, 2};
        double[] shifts = {-1, 0.5};
        float[] logits = new float[2 * examples];
        byte[] states = new byte[2 * examples];
        for (int i = 0; i < logits.length; i++) {
            CounterRandom random = CounterRandom.of(9, i);
            double logit = random.nextDouble(-3, 3);
            states[i] = random.nextDouble(0, 1) < 1 / (1 + Math.exp(-logit)) ? (byte) 1 : (byte) -1;
            logits[i] = (float) ((logit - shifts[i % 2]) / slopes[i % 2]);
        }
        LabelCalibration found = LabelCalibration.fit(new LabelScores(logits, states, 2), 20);
        assertThat(found.slopes()).containsExactly(slopes, within(0.15));
        assertThat(found.intercepts()).containsExactly(shifts, within(0.15));
        float[] probabilities = found.probabilities(logits);
        assertThat(probabilities[1])
                .isCloseTo(
                        (float) (1 / (1 + Math.exp(-found.slopes()[1] * logits[1] - found.intercepts()[1]))),
                        within(1e-6f));
    }

    /**
     * At the minimum, the errors of the probabilities sum to 0 for each class, and their products with the logits sum to 0 for all classes
     * together. The last class has no known pair.
     */
    @Test
    void classesWithFewPositivesShareASlope() {
        int examples = 60;
        float[] logits = new float[3 * examples];
        byte[] states = new byte[3 * examples];
        for (int i = 0; i < examples; i++) {
            CounterRandom random = CounterRandom.of(2, i);
            for (int c = 0; c < 2; c++) {
                states[3 * i + c] = random.nextInt(4) == 0 ? (byte) 1 : (byte) -1;
                logits[3 * i + c] = (float) (random.nextDouble(-2, 2) + states[3 * i + c] + c);
            }
        }
        LabelScores scores = new LabelScores(logits, states, 3);
        LabelCalibration found = LabelCalibration.fit(scores, 1000);
        assertThat(found.slopes()[0]).isEqualTo(found.slopes()[1]).isPositive();
        assertThat(List.of(found.slopes()[2], found.intercepts()[2])).containsExactly(1.0, 0.0);
        float[] probabilities = found.probabilities(logits);
        double[] byIntercept = new double[2];
        double bySlope = 0;
        for (int i = 0; i < examples; i++) {
            for (int c = 0; c < 2; c++) {
                int positives = scores.count(c, LabelScores.POSITIVE);
                double target =
                        states[3 * i + c] > 0 ? (positives + 1.0) / (positives + 2) : 1 / (examples - positives + 2.0);
                double error = probabilities[3 * i + c] - target;
                byIntercept[c] += error;
                bySlope += error * logits[3 * i + c];
            }
        }
        assertThat(byIntercept).containsExactly(new double[2], within(1e-4));
        assertThat(bySlope).isCloseTo(0, within(1e-4));
        assertThat(Arrays.equals(LabelCalibration.fit(scores, 5).slopes(), found.slopes()))
                .isFalse();
    }
}
