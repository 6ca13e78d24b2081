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

    private static void assertSame(double[][] found, JsonNode wanted) {
        double[][] rows = matrix(wanted);
        assertThat(found).hasDimensions(rows.length, rows[0].length);
        for (int i = 0; i < rows.length; i++) {
            assertThat(found[i]).containsExactly(rows[i], within(1e-9));
        }
    }

    @Test
    void bilinearMaps() throws IOException {
        for (String name : new String[] {"bilinear closed form, gamma 1.0", "bilinear closed form, gamma 0.01"}) {
            JsonNode in = find(name).get("inputs");
            JsonNode out = find(name).get("outputs");
            double[][] x = matrix(in.get("features"));
            DescriptionMap map = DescriptionMap.bilinear(
                    x,
                    JSON.convertValue(in.get("labels"), int[].class),
                    matrix(in.get("descriptions")),
                    in.get("gamma").asDouble(),
                    in.get("lambda").asDouble());
            assertSame(map.weights(), out.get("V"));
            assertSame(map.scores(x, matrix(in.get("descriptions"))), out.get("scores_seen"));
            assertSame(map.scores(x, matrix(in.get("unseen"))), out.get("scores_unseen"));
        }
    }

    /** Descriptions of fewer numbers than there are classes take the other of two equal inverses. */
    @Test
    void bilinearMapsOfShortDescriptionsLeaveNoGradient() {
        double[][] x = {{1, 0.2}, {-0.3, 1}, {0.4, -0.8}, {1.5, 0.7}, {-1, -0.1}};
        int[] labels = {0, 1, 2, 0, 1};
        double[][] s = {{0.5, -1}, {1, 0.3}, {-0.7, 0.6}};
        double gamma = 0.3;
        double lambda = 0.7;
        double[][] v = DescriptionMap.bilinear(x, labels, s, gamma, lambda).weights();
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                double kept = v[i][j];
                v[i][j] = kept + 1e-5;
                double above = objective(x, labels, s, v, gamma, lambda);
                v[i][j] = kept - 1e-5;
                double below = objective(x, labels, s, v, gamma, lambda);
                v[i][j] = kept;
                assertThat((above - below) / 2e-5).isCloseTo(0, within(1e-6));
            }
        }
    }

    private static double objective(
            double[][] x, int[] labels, double[][] s, double[][] v, double gamma, double lambda) {
        double[][] vs = Matrices.times(v, Matrices.transposed(s));
        double[][] scores = Matrices.times(x, vs);
        double sum = gamma * squares(vs) + lambda * squares(Matrices.times(x, v)) + gamma * lambda * squares(v);
        for (int n = 0; n < x.length; n++) {
            for (int k = 0; k < s.length; k++) {
                sum += Math.pow(scores[n][k] - (labels[n] == k ? 1 : -1), 2);
            }
        }
        return sum;
    }

    private static double squares(double[][] a) {
        double sum = 0;
        for (double[] row : a) {
            for (double value : row) {
                sum += value * value;
            }
        }
        return sum;
    }

    @Test
    void ridgeToDescriptions() throws IOException {
        JsonNode in = find("ridge").get("inputs");
        double[][] x = matrix(in.get("features"));
        DescriptionMap map = DescriptionMap.ridge(
                x,
                JSON.convertValue(in.get("labels"), int[].class),
                matrix(in.get("descriptions")),
                in.get("gamma").asDouble());
        assertSame(map.weights(), find("ridge").get("outputs").get("W"));
        assertSame(map.mapped(x), find("ridge").get("outputs").get("mapped"));
    }

    @Test
    void mixturesOfDescriptions() throws IOException {
        JsonNode in = find("convex").get("inputs");
        double[][] mixed = DescribedPrototypes.mixed(
                matrix(in.get("probabilities")),
                matrix(in.get("descriptions")),
                in.get("T").asInt());
        assertSame(mixed, find("convex").get("outputs").get("mixed"));
        assertSame(
                Matrices.cosines(mixed, matrix(in.get("unseen"))),
                find("convex").get("outputs").get("cosines"));
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
        double[][] x = {{1, 1}, {1, 1}};
        assertThatThrownBy(() -> DescriptionMap.ridge(x, new int[] {0, 0}, new double[][] {{1}}, 0))
                .hasMessageContaining("not positive definite");
    }
}
