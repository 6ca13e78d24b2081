package io.winnow.datasets.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the protocol of long tails and label noise with reference values. */
class LabelNoiseTest {
    private static JsonNode find(String name) throws IOException {
        JsonNode cases = new ObjectMapper()
                .readTree(LabelNoiseTest.class.getResourceAsStream("noise.json"))
                .get("cases");
        for (JsonNode one : cases) {
            if (one.get("name").asText().equals(name)) {
                return one;
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static int[] integers(JsonNode node) {
        return IntStream.range(0, node.size()).map(i -> node.get(i).asInt()).toArray();
    }

    private static void same(double[][] actual, JsonNode expected) {
        for (int i = 0; i < expected.size(); i++) {
            for (int j = 0; j < expected.size(); j++) {
                assertThat(actual[i][j]).isCloseTo(expected.get(i).get(j).asDouble(), within(1e-14));
            }
            assertThat(Arrays.stream(actual[i]).sum()).isCloseTo(1, within(1e-14));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"K10_rho10", "K10_rho100", "K100_rho10"})
    void countsFallExponentially(String name) throws IOException {
        JsonNode one = find("long_tail_" + name);
        JsonNode in = one.get("inputs");
        assertThat(LongTail.counts(
                        in.get("K").asInt(),
                        in.get("n_max").asInt(),
                        in.get("rho").asDouble()))
                .containsExactly(integers(one.get("outputs").get("counts")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "small_4_classes_eta_0p0",
                "small_4_classes_eta_0p2",
                "small_4_classes_eta_0p4",
                "two_classes_eta_0p3",
                "unsorted_counts_eta_0p4"
            })
    void transitionsByFrequency(String name) throws IOException {
        JsonNode one = find("transition_by_frequency_" + name);
        same(
                LabelNoise.FREQUENCY.transitions(
                        integers(one.get("inputs").get("counts")),
                        one.get("inputs").get("eta").asDouble()),
                one.get("outputs").get("T"));
    }

    @ParameterizedTest
    @CsvSource({
        "transition_symmetric_K4_eta_over_K_minus_1, SYMMETRIC",
        "transition_pair_K4, PAIR",
        "transition_pair_K10, PAIR"
    })
    void otherTransitions(String name, LabelNoise noise) throws IOException {
        JsonNode one = find(name);
        int[] counts = new int[one.get("inputs").get("K").asInt()];
        Arrays.fill(counts, 3);
        same(
                noise.transitions(counts, one.get("inputs").get("eta").asDouble()),
                one.get("outputs").get("T"));
    }

    @Test
    void drawsByCumulativeProbability() throws IOException {
        JsonNode one = find("corrupt_labels_with_given_uniforms");
        JsonNode in = one.get("inputs");
        for (int i = 0; i < in.get("labels").size(); i++) {
            JsonNode row = in.get("T").get(in.get("labels").get(i).asInt());
            double[] probabilities = IntStream.range(0, row.size())
                    .mapToDouble(j -> row.get(j).asDouble())
                    .toArray();
            assertThat(LabelNoise.draw(probabilities, in.get("uniforms").get(i).asDouble()))
                    .isEqualTo(one.get("outputs").get("noisy_labels").get(i).asInt());
        }
        assertThat(LabelNoise.draw(new double[] {0.5, 0.5, 0}, 1)).isEqualTo(1);
    }

    /** 20,000 examples in classes of 10,000, 6,000, 3,000 and 1,000. */
    @ParameterizedTest
    @EnumSource
    void exactShareIsCorruptedByTheTransitionMatrix(LabelNoise noise) {
        int[] sizes = {10_000, 6_000, 3_000, 1_000};
        int[] classes = IntStream.range(0, 20_000)
                .map(i -> i < 10_000 ? 0 : i < 16_000 ? 1 : i < 19_000 ? 2 : 3)
                .toArray();
        int[] given = noise.corrupt(classes, 4, 0.3, 5);
        assertThat(given).isEqualTo(noise.corrupt(classes, 4, 0.3, 5)).isNotEqualTo(noise.corrupt(classes, 4, 0.3, 6));
        assertThat(new TrueLabels(classes).noiseRate(given)).isEqualTo(0.3);
        double[][] expected = noise.transitions(sizes, 0.3);
        int[][] found = new int[4][4];
        for (int i = 0; i < classes.length; i++) {
            found[classes[i]][given[i]]++;
        }
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                double p = expected[i][j];
                assertThat((double) found[i][j] / sizes[i])
                        .isCloseTo(p, within(5 * Math.sqrt(p * (1 - p) / sizes[i]) + 1e-12));
            }
        }
    }

    @Test
    void subsetsHaveTheRequestedCountsAndAreRandom() {
        int[] classes = IntStream.range(0, 1000).map(i -> i % 4).toArray();
        int[] subset = LongTail.subset(classes, 4, 10, 3);
        assertThat(subset).isSorted().doesNotHaveDuplicates();
        int[] counts = new int[4];
        Arrays.stream(subset).forEach(i -> counts[classes[i]]++);
        assertThat(counts).containsExactly(LongTail.counts(4, 250, 10));
        assertThat(subset).isNotEqualTo(LongTail.subset(classes, 4, 10, 4));
        assertThat(LongTail.subset(new int[] {0, 1, 1}, 2, 1, 0)).containsExactly(0, 1, 2);
    }

    @Test
    void rejectsInvalidNoise() {
        for (double rate : new double[] {-0.1, 1, Double.NaN}) {
            assertThatThrownBy(() -> LabelNoise.PAIR.transitions(new int[] {1, 1}, rate))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[0, 1)");
        }
        assertThatThrownBy(() -> LongTail.counts(3, 10, 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LabelNoise.SYMMETRIC.transitions(new int[] {4}, 0.1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
