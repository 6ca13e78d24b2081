package io.winnow.trainer.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** Compares with the reference folder zero-shot, whose closed forms were checked there by the gradients of their objectives. */
class ReferenceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode find(String name) throws IOException {
        try (InputStream in = ReferenceTest.class.getResourceAsStream("zero-shot.json")) {
            for (JsonNode one : JSON.readTree(in).get("cases")) {
                if (one.get("name").asText().startsWith(name)) {
                    return one;
                }
            }
        }
        throw new AssertionError(name);
    }

    private static double[][] matrix(JsonNode node) {
        return JSON.convertValue(node, double[][].class);
    }

    /** Descriptions that are a basis and a vanishing ridge give the means of the classes back. */
    @Test
    void prototypesOfTheClassesWithExamplesAreTheirMeans() {
        double[][] s = {{1, 0.5}, {-0.2, 2}};
        double[][] means = {{1, 2, 3}, {-1, 0, 4}};
        double[][] found = DescribedPrototypes.of(s, means, s, 1e-12);
        for (int k = 0; k < 2; k++) {
            assertThat(found[k]).containsExactly(means[k], within(1e-9));
        }
    }

    @Test
    void penaltiesOnClassesWithExamples() throws IOException {
        JsonNode in = find("generalised").get("inputs");
        boolean[] seen = new boolean[5];
        in.get("seen").forEach(k -> seen[k.asInt()] = true);
        double[][] scores = matrix(in.get("scores"));
        int[] truth = JSON.convertValue(in.get("true"), int[].class);
        for (JsonNode wanted : find("generalised").get("outputs").get("results")) {
            double penalty = wanted.get("penalty").asDouble();
            SeenPenalty found = SeenPenalty.of(scores, truth, seen, penalty);
            assertThat(SeenPenalty.predicted(scores, seen, penalty))
                    .containsExactly(JSON.convertValue(wanted.get("predicted"), int[].class));
            assertThat(found.seen()).isCloseTo(wanted.get("seen").asDouble(), within(1e-12));
            assertThat(found.unseen()).isCloseTo(wanted.get("unseen").asDouble(), within(1e-12));
            assertThat(found.harmonic()).isCloseTo(wanted.get("harmonic").asDouble(), within(1e-12));
        }
        SeenPenalty one = SeenPenalty.of(
                new double[][] {{2, 1}, {2, 1}, {0, 1}}, new int[] {0, 1, 1}, new boolean[] {true, false}, 0);
        assertThat(one.harmonic()).as("of 1 and 1/2").isCloseTo(2.0 / 3, within(1e-12));
    }

    @Test
    void aMatrixWithoutAnInverseIsRefused() {
        double[][] s = {{1, 1}, {1, 1}};
        assertThatThrownBy(() -> DescribedPrototypes.of(s, s, s, 0)).hasMessageContaining("not positive definite");
    }
}
