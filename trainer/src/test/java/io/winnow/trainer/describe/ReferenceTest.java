package io.winnow.trainer.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
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

    /** The area is that of the points that the penalties between all gaps give. */
    @Test
    void theAreaUnderTheCurveIsThatOfItsPoints() {
        Random random = new Random(4);
        boolean[] seen = {true, false, true, true, false};
        int[] truth = random.ints(40, 0, 5).toArray();
        double[][] scores = new double[truth.length][5];
        for (int n = 0; n < truth.length; n++) {
            for (int k = 0; k < 5; k++) {
                scores[n][k] = random.nextGaussian() + (k == truth[n] ? 1 : 0);
            }
        }
        double area = 0;
        SeenPenalty before = SeenPenalty.of(scores, truth, seen, -100);
        for (double penalty = -20.005; penalty < 20; penalty += 0.001) {
            SeenPenalty now = SeenPenalty.of(scores, truth, seen, penalty);
            area += (before.seen() - now.seen()) * (before.unseen() + now.unseen()) / 2;
            before = now;
        }
        assertThat(area).isPositive();
        assertThat(SeenUnseenCurve.area(scores, truth, seen)).isCloseTo(area, within(1e-9));
        boolean[] kinds = {true, false};
        // Both right at once for the penalties between the gaps 1 and -1.
        assertThat(SeenUnseenCurve.area(new double[][] {{1, 0}, {0, 1}}, new int[] {0, 1}, kinds))
                .isEqualTo(1);
        // The example of the other class goes over last.
        assertThat(SeenUnseenCurve.area(new double[][] {{0, 1}, {1, 0}}, new int[] {0, 1}, kinds))
                .isZero();
        // Both go over at the same penalty.
        assertThat(SeenUnseenCurve.area(new double[][] {{0, 0}, {0, 0}}, new int[] {0, 1}, kinds))
                .isEqualTo(0.5);
        assertThat(SeenUnseenCurve.area(new double[][] {{0, 0}}, new int[] {0}, kinds))
                .isNaN();
    }

    @Test
    void aMatrixWithoutAnInverseIsRefused() {
        double[][] s = {{1, 1}, {1, 1}};
        assertThatThrownBy(() -> DescribedPrototypes.of(s, s, s, 0)).hasMessageContaining("not positive definite");
    }
}
