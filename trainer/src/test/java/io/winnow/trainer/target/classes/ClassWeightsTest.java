package io.winnow.trainer.target.classes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.label.LongTail;
import io.winnow.trainer.target.EffectiveNumbers;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Compares class weights and class sizes with an independent reference (value-of-labels.md). */
class ClassWeightsTest {
    private static double[] numbers(JsonNode node) {
        double[] numbers = new double[node.size()];
        Arrays.setAll(numbers, i -> node.get(i).asDouble());
        return numbers;
    }

    @Test
    void weightsAndCountsAreThoseOfTheReference() throws IOException {
        JsonNode cases;
        try (InputStream in = ClassWeightsTest.class.getResourceAsStream("value-of-labels-counts.json")) {
            cases = new ObjectMapper().readTree(in).get("cases");
        }
        int weights = 0;
        int counts = 0;
        for (JsonNode one : cases) {
            JsonNode in = one.get("inputs");
            JsonNode out = one.get("outputs");
            if (one.get("name").asText().startsWith("weights")) {
                double[] expected = numbers(out.get("weights"));
                double[] found = new ClassWeights(in.get("beta").asDouble(), 0).of(numbers(in.get("counts")));
                for (int k = 0; k < expected.length; k++) {
                    assertThat(found[k]).isCloseTo(expected[k], within(1e-10 * Math.max(1, expected[k])));
                }
                weights++;
            } else {
                int classes = in.get("K").asInt();
                int[] labelled = LongTail.counts(
                        classes, in.get("n_max").asInt(), in.get("rho").asDouble());
                assertThat(labelled)
                        .containsExactly(Arrays.stream(numbers(out.get("labelled")))
                                .mapToInt(each -> (int) each)
                                .toArray());
                assertThat(LongTail.unlabelledCounts(
                                classes,
                                Arrays.stream(labelled).sum(),
                                in.get("times").asDouble(),
                                in.get("rho_u").asDouble()))
                        .containsExactly(Arrays.stream(numbers(out.get("unlabelled")))
                                .mapToInt(each -> (int) each)
                                .toArray());
                counts++;
            }
        }
        assertThat(weights).isPositive();
        assertThat(counts).isPositive();
    }

    /** value-of-labels.md, oracles: equal counts, the example of two classes, and the inverse frequencies as the limit. */
    @Test
    void weightsOfSimpleCounts() {
        assertThat(EffectiveNumbers.weights(new double[] {7, 7, 7}, 0.99))
                .containsExactly(new double[] {1, 1, 1}, within(1e-15));
        assertThat(EffectiveNumbers.weights(new double[] {2, 1}, 0.9))
                .containsExactly(new double[] {0.6897, 1.3103}, within(5e-5));
        assertThat(EffectiveNumbers.weights(new double[] {30, 10}, 1 - 1e-14))
                .containsExactly(new double[] {0.5, 1.5}, within(1e-12));
    }
}
