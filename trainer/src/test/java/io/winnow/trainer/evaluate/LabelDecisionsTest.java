package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares decisions on label sets with reference values and with counts by hand. */
class LabelDecisionsTest {
    private static final ReferenceCases LABEL_SETS = ReferenceCases.load("label-sets.json");
    private static final ReferenceCases F1 = ReferenceCases.load("label-f1.json");
    private static final double EXACT = 1e-12;

    private static void same(double found, JsonNode expected) {
        if (expected.isNull()) {
            assertThat(found).isNaN();
        } else {
            assertThat(found).isCloseTo(expected.asDouble(), within(EXACT));
        }
    }

    private static void check(LabelDecisions found, JsonNode expected) {
        same(found.classPrecision(), expected.get("CP"));
        same(found.classRecall(), expected.get("CR"));
        same(found.classF1(), expected.get("CF1"));
        same(found.overall().precision(), expected.get("OP"));
        same(found.overall().recall(), expected.get("OR"));
        same(found.overall().f1(), expected.get("OF1"));
        same(found.macroF1(), expected.get("macro_f1"));
        for (int c = 0; c < found.perClass().size(); c++) {
            same(
                    found.perClass().get(c).precision(),
                    expected.get("per_class_precision").get(c));
            same(found.perClass().get(c).f1(), expected.get("per_class_f1").get(c));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at_half", "nothing_predicted"})
    void decisionsAtAThreshold(String name) {
        JsonNode one = LABEL_SETS.find(name);
        LabelScores scores = ReferenceCases.complete(
                one.get("inputs").get("scores"), one.get("inputs").get("truth"));
        double threshold = one.get("inputs").get("threshold").asDouble();
        boolean[] predicted = LabelThresholds.fixed(threshold, scores.classes()).decide(scores.scores());
        check(LabelDecisions.of(scores, predicted), one.get("outputs"));
    }

    @Test
    void decisionsForTheTopThree() {
        JsonNode one = LABEL_SETS.find("top_3");
        LabelScores scores = ReferenceCases.complete(
                one.get("inputs").get("scores"), one.get("inputs").get("truth"));
        boolean[] predicted = LabelDecisions.top(scores.scores(), scores.classes(), 3);
        assertThat(predicted)
                .containsExactly(ReferenceCases.flags(one.get("outputs").get("predicted")));
        check(LabelDecisions.of(scores, predicted), one.get("outputs"));
        boolean[] all = LabelDecisions.top(new float[] {0.1f, 0.2f}, 2, 3);
        assertThat(all).containsOnly(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "a_label_never_true_and_an_empty_example", "nothing_true_nothing_predicted"})
    void averagesOfF1(String name) {
        JsonNode one = F1.find(name);
        JsonNode out = one.get("outputs");
        JsonNode predicted = one.get("inputs").get("predicted");
        LabelScores known = ReferenceCases.complete(predicted, one.get("inputs").get("truth"));
        LabelDecisions found = LabelDecisions.of(known, ReferenceCases.flags(predicted));
        same(found.overall().f1(), out.get("micro"));
        same(found.macroF1OfAll(), out.get("macro_all"));
        same(found.macroF1(), out.get("macro_present"));
        same(found.weightedF1(), out.get("weighted"));
        same(found.exampleF1(), out.get("example"));
        same(found.subsetAccuracy(), out.get("subset_accuracy"));
        same(found.hammingLoss(), out.get("hamming_loss"));
        for (int c = 0; c < found.perClass().size(); c++) {
            same(found.perClass().get(c).f1(), out.get("per_label").get(c));
        }
    }

    @Test
    void undefinedMetricsAreLeftOut() {
        LabelScores known = LabelScores.complete(new float[4], new int[][] {{}, {}}, 2);
        assertThat(LabelDecisions.of(known, new boolean[4]).metrics())
                .doesNotContainKeys("macro_f1", "weighted_f1", "cp")
                .containsEntry("subset_accuracy", 1.0)
                .containsEntry(LabelDecisions.CLASSES_MISSING, 2.0);
    }

    /** If every example has one label, the micro F1 of the most probable class is its accuracy. */
    @Test
    void microF1OfOneLabelIsAccuracy() {
        float[] scores = {0.5f, 0.3f, 0.2f, 0.1f, 0.8f, 0.1f, 0.4f, 0.35f, 0.25f};
        LabelScores known = LabelScores.complete(scores, new int[][] {{0}, {1}, {2}}, 3);
        LabelDecisions found = LabelDecisions.of(known, LabelDecisions.top(scores, 3, 1));
        assertThat(found.overall().f1()).isCloseTo(2 / 3.0, within(EXACT));
        assertThat(found.subsetAccuracy()).isCloseTo(2 / 3.0, within(EXACT));
    }

    /** The third example is entirely unknown; of the second, only the first class is known. */
    @Test
    void unknownPairsAreLeftOut() {
        LabelScores known = new LabelScores(new float[6], new byte[] {1, -1, -1, 0, 0, 0}, 2);
        LabelDecisions found = LabelDecisions.of(known, new boolean[] {true, true, false, true, true, true});
        assertThat(found.perClass())
                .containsExactly(new LabelDecisions.Counts(1, 0, 0, 1), new LabelDecisions.Counts(0, 1, 0, 0));
        assertThat(found.hammingLoss()).isCloseTo(1 / 3.0, within(EXACT));
        assertThat(found.subsetAccuracy()).isEqualTo(0.5);
        assertThat(found.exampleF1()).isCloseTo((2 / 3.0 + 1) / 2, within(EXACT));
        assertThat(found.sizeError()).isEqualTo(0.5);
        assertThat(known.knownShare()).isEqualTo(0.5);
    }

    @Test
    void sizesMustAgree() {
        assertThatThrownBy(() -> new LabelScores(new float[4], new byte[3], 2)).hasMessageContaining("3 states");
        assertThatThrownBy(() -> new LabelScores(new float[] {0, Float.NaN}, new byte[2], 2))
                .hasMessage("The score of example 0 for class 1 is NaN.");
        LabelScores known = new LabelScores(new float[4], new byte[4], 2);
        assertThatThrownBy(() -> LabelDecisions.of(known, new boolean[3])).hasMessageContaining("3 predictions");
    }

    /** No metric depends on the order of the examples, nor, without ties, on that of the classes. */
    @Test
    void metricsDoNotDependOnTheOrderOfExamplesAndClasses() {
        JsonNode inputs = LABEL_SETS.find("at_half").get("inputs");
        LabelScores scores = ReferenceCases.complete(inputs.get("scores"), inputs.get("truth"));
        int n = scores.scores().length;
        float[] turned = new float[n];
        byte[] states = new byte[n];
        for (int i = 0; i < n; i++) {
            turned[n - 1 - i] = scores.scores()[i];
            states[n - 1 - i] = scores.states()[i];
        }
        LabelScores other = new LabelScores(turned, states, scores.classes());
        LabelThresholds half = LabelThresholds.fixed(0.5, scores.classes());
        double[] found = values(LabelDecisions.of(scores, half.decide(scores.scores())), scores);
        assertThat(values(LabelDecisions.of(other, half.decide(turned)), other)).containsExactly(found, within(EXACT));
    }

    private static double[] values(LabelDecisions decisions, LabelScores scores) {
        double[] first = decisions.metrics().values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        double[] all = Arrays.copyOf(first, first.length + 2);
        all[first.length] = AveragePrecision.mean(scores);
        all[first.length + 1] = LabelRanking.of(scores).averagePrecision();
        return all;
    }
}
