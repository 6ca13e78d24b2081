package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.engine.LiveArrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference values are minima that scipy found in double precision for the formula of text-common.md, section 3, item 6. */
class PriorRegressionTest {
    private static final ReferenceCases REFERENCE = ReferenceCases.load("prior-regression.json");

    static Stream<JsonNode> cases() {
        return REFERENCE.all();
    }

    private static NDArray matrix(JsonNode rows, NDManager manager) {
        return manager.create(
                ReferenceCases.floats(rows), new Shape(rows.size(), rows.get(0).size()));
    }

    private static float[] fit(JsonNode one, double strength, NDManager manager) {
        NDArray train = matrix(one.get("train"), manager);
        NDArray prior = matrix(one.get("prior"), manager);
        NDArray test = matrix(one.get("test"), manager);
        boolean single = one.has("classes");
        try (NDArray weights = single
                        ? PriorRegression.softmax(train, ReferenceCases.integers(one.get("classes")), prior, strength)
                        : PriorRegression.oneVersusRest(train, states(one), prior, strength);
                NDArray logits = PriorRegression.logits(test, weights);
                NDArray probabilities =
                        single ? ProbeScript.probabilities(logits) : ProbeScript.independentProbabilities(logits)) {
            return probabilities.toFloatArray();
        }
    }

    private static byte[] states(JsonNode one) {
        int[] given = ReferenceCases.integers(one.get("states"));
        byte[] states = new byte[given.length];
        for (int i = 0; i < states.length; i++) {
            states[i] =
                    given[i] > 0 ? LabelScores.POSITIVE : given[i] == 0 ? LabelScores.NEGATIVE : LabelScores.UNKNOWN;
        }
        return states;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void probabilitiesAreThoseOfTheReference(JsonNode one) {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] found = fit(one, one.get("strength").asDouble(), manager);
            double[] wanted = ReferenceCases.numbers(one.get("probabilities"));
            assertThat(found).hasSize(wanted.length);
            for (int i = 0; i < wanted.length; i++) {
                assertThat((double) found[i]).isCloseTo(wanted[i], within(2e-3));
            }
        }
    }

    /** Without examples that count, the given weights remain: the softmax of X W0. */
    @Test
    void aVanishingStrengthLeavesTheGivenWeights() {
        JsonNode one = REFERENCE.find("one class, C 30");
        try (NDManager manager = NDManager.newBaseManager();
                NDArray logits = matrix(one.get("test"), manager)
                        .matMul(matrix(one.get("prior"), manager).transpose())) {
            int live = LiveArrays.below(manager);
            float[] found = fit(one, 1e-9, manager);
            assertThat(LiveArrays.below(manager))
                    .as("besides the three matrices")
                    .isEqualTo(live + 3);
            float[] wanted = logits.softmax(1).toFloatArray();
            for (int i = 0; i < wanted.length; i++) {
                assertThat(found[i]).isCloseTo(wanted[i], within(1e-5f));
            }
        }
    }
}
