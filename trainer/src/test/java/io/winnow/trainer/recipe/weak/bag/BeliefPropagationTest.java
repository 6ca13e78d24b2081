package io.winnow.trainer.recipe.weak.bag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.random.CounterRandom;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors are those of another implementation in double precision, in part by enumeration of all states. */
class BeliefPropagationTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static JsonNode vectors(String name) throws IOException {
        try (InputStream in = BeliefPropagationTest.class.getResourceAsStream(name + ".json")) {
            return JSON.readTree(in);
        }
    }

    static double[] numbers(JsonNode node) {
        return JSON.convertValue(node, double[].class);
    }

    private static int[][] bags(JsonNode node) {
        return JSON.convertValue(node, int[][].class);
    }

    @Test
    void messagesOfBagsAreTheReference() throws IOException {
        for (JsonNode each : vectors("bag_messages")) {
            double[] messages = new BagFactor(each.get("bag_lambda").asDouble())
                    .messages(
                            numbers(each.get("incoming_log_odds")),
                            each.get("bag_sum").asDouble());
            assertThat(messages).containsExactly(numbers(each.get("expected_log_odds")), within(1e-9));
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 3, 10", "12, 6, 0.3", "9, 4.5, 50", "11, 0, 2", "8, 8, 100"})
    void messagesOfBagsAreSumsOverAllStates(int size, double sum, double lambda) {
        CounterRandom random = CounterRandom.of(7, size);
        double[] odds = new double[size];
        Arrays.setAll(odds, i -> 60 * (random.nextDouble() - 0.5));
        double[] found = new BagFactor(lambda).messages(odds, sum);
        for (int i = 0; i < size; i++) {
            double[] weight = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
            for (int state = 0; state < 1 << size; state++) {
                double log = 0;
                for (int j = 0; j < size; j++) {
                    log += j != i && (state >> j & 1) == 1 ? odds[j] : 0;
                }
                double difference = Integer.bitCount(state) - sum;
                log -= lambda * difference * difference;
                int own = state >> i & 1;
                double larger = Math.max(weight[own], log);
                weight[own] = larger + Math.log(Math.exp(weight[own] - larger) + Math.exp(log - larger));
            }
            assertThat(found[i]).isCloseTo(weight[1] - weight[0], within(1e-9 * Math.max(1, Math.abs(found[i]))));
        }
    }

    @Test
    void beliefsAreTheReferenceAndExactOnTrees() throws IOException {
        for (JsonNode each : vectors("propagation")) {
            int[][] ends = bags(each.get("edges"));
            NeighbourGraph graph = new NeighbourGraph(
                    Arrays.stream(ends).mapToInt(edge -> edge[0]).toArray(),
                    Arrays.stream(ends).mapToInt(edge -> edge[1]).toArray(),
                    numbers(each.get("kernel")));
            BeliefPropagation propagation = new BeliefPropagation(
                    each.get("bag_lambda").asDouble(),
                    each.get("similarity_lambda").asDouble(),
                    each.get("iterations").asInt(),
                    each.get("damping").asDouble());
            BeliefPropagation.Beliefs beliefs = propagation.run(
                    bags(each.get("bags")),
                    numbers(each.get("bag_sums")),
                    graph,
                    new double[each.get("n").asInt()]);
            JsonNode expected = each.get("expected");
            assertThat(beliefs.probabilities()).containsExactly(numbers(expected.get("marginals")), within(1e-7));
            assertThat(beliefs.converged()).isTrue();
            if (List.of("tree", "no edges").contains(each.get("kind").asText())) {
                assertThat(beliefs.probabilities()).containsExactly(numbers(expected.get("exact")), within(1e-7));
            }
        }
    }

    @Test
    void beliefsOfABagSumToItsPositivesWhateverTheEvidence() {
        double[] evidence = {3, -2, 0.5, 6, -6, 1};
        int[][] bags = {{0, 1, 2, 3, 4, 5}};
        double[] beliefs = new BeliefPropagation(50, 1, 60, 0.5)
                .run(bags, new double[] {2}, NeighbourGraph.EMPTY, evidence)
                .probabilities();
        assertThat(Arrays.stream(beliefs).sum()).isCloseTo(2, within(1e-6));
        assertThat(beliefs[3]).isGreaterThan(beliefs[0]).isLessThan(1);
        double[] alike = new BeliefPropagation(50, 1, 60, 0.5)
                .run(bags, new double[] {2}, NeighbourGraph.EMPTY, new double[6])
                .probabilities();
        assertThat(alike).containsExactly(new double[] {1 / 3., 1 / 3., 1 / 3., 1 / 3., 1 / 3., 1 / 3.}, within(1e-6));
    }

    @Test
    void edgesPassNothingWithoutWeightAndEverythingWithALargeOne() {
        assertThat(BeliefPropagation.edge(3, 0)).isCloseTo(0, within(1e-12));
        assertThat(BeliefPropagation.edge(-3, 400)).isCloseTo(-3, within(1e-9));
        assertThat(BeliefPropagation.edge(0, 5)).isEqualTo(0);
        assertThat(BeliefPropagation.edge(2, 1.5)).isCloseTo(2 * atanh(Math.tanh(0.75) * Math.tanh(1)), within(1e-12));
        assertThat(BeliefPropagation.edge(-500, 500)).isFinite();
    }

    private static double atanh(double x) {
        return 0.5 * Math.log((1 + x) / (1 - x));
    }

    @Test
    void bagsOfOneAreLabelsAndAWeightOfZeroSaysNothing() {
        assertThat(new BagFactor(3).messages(new double[] {-7}, 1)).containsExactly(new double[] {3}, within(1e-9));
        assertThat(new BagFactor(0).messages(new double[] {2, -1}, 1)).containsExactly(0, 0);
        // The other of two members of which one is positive is negative as far as this one is positive.
        assertThat(new BagFactor(200).messages(new double[] {1.7, 0}, 1)[1]).isCloseTo(-1.7, within(1e-9));
    }

    @Test
    void graphsHaveTheEdgesAndKernelsOfTheReference() throws IOException {
        for (JsonNode each : vectors("propagation")) {
            if (each.get("features").isNull()) {
                continue;
            }
            double[][] features = JSON.convertValue(each.get("features"), double[][].class);
            int count = each.get("neighbours").asInt();
            float[] vectors = new float[features.length * features[0].length];
            for (int i = 0; i < vectors.length; i++) {
                vectors[i] = (float) features[i / features[0].length][i % features[0].length];
            }
            NeighbourGraph graph = NeighbourGraph.of(byCosine(features, count), count, vectors, false);
            int[][] expected = bags(each.get("edges"));
            double[] kernel = numbers(each.get("kernel"));
            assertThat(graph.size()).isEqualTo(expected.length);
            for (int e = 0; e < expected.length; e++) {
                int place = -1;
                for (int own = 0; own < graph.size(); own++) {
                    place = graph.from()[own] == expected[e][0] && graph.to()[own] == expected[e][1] ? own : place;
                }
                assertThat(place).as("edge " + Arrays.toString(expected[e])).isNotNegative();
                assertThat(graph.kernel()[place]).isCloseTo(kernel[e], within(1e-6));
            }
            NeighbourGraph scaled = NeighbourGraph.of(byCosine(features, count), count, vectors, true);
            double[] sorted = scaled.kernel().clone();
            Arrays.sort(sorted);
            double middle = -Math.log(sorted[sorted.length / 2]);
            double other = -Math.log(sorted[(sorted.length - 1) / 2]);
            assertThat((middle + other) / 2).isCloseTo(1, within(1e-6));
        }
    }

    private static long[] byCosine(double[][] features, int count) {
        int n = features.length;
        long[] found = new long[n * count];
        for (int i = 0; i < n; i++) {
            int own = i;
            Integer[] others = new Integer[n];
            Arrays.setAll(others, j -> j);
            Arrays.sort(
                    others,
                    (a, b) -> Double.compare(
                            b == own ? -2 : cosine(features[own], features[b]),
                            a == own ? -2 : cosine(features[own], features[a])));
            for (int k = 0; k < count; k++) {
                found[i * count + k] = others[k];
            }
        }
        return found;
    }

    private static double cosine(double[] a, double[] b) {
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int d = 0; d < a.length; d++) {
            product += a[d] * b[d];
            squareA += a[d] * a[d];
            squareB += b[d] * b[d];
        }
        return product / Math.sqrt(squareA * squareB);
    }
}
