package io.winnow.trainer.select;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NovelClassesTest {
    /** Choices of an independent implementation (specs/active-gcd.md). */
    @Test
    void choicesAreThoseOfTheReference() throws IOException {
        int compared = 0;
        try (InputStream in = getClass().getResourceAsStream("/io/winnow/trainer/recipe/discover/gcd.json")) {
            for (JsonNode each : new ObjectMapper().readTree(in).get("cases")) {
                if (!each.get("name").asText().startsWith("query")) {
                    continue;
                }
                JsonNode rows = each.get("inputs").get("probabilities");
                float[][] probabilities = new float[rows.size()][rows.get(0).size()];
                for (int i = 0; i < probabilities.length; i++) {
                    for (int c = 0; c < probabilities[i].length; c++) {
                        probabilities[i][c] = (float) rows.get(i).get(c).asDouble();
                    }
                }
                JsonNode expected = each.get("outputs").get("chosen");
                int[] chosen = new int[expected.size()];
                for (int i = 0; i < chosen.length; i++) {
                    chosen[i] = expected.get(i).asInt();
                }
                NovelClasses found = choose(
                        probabilities,
                        each.get("inputs").get("old").asInt(),
                        each.get("inputs").get("n").asInt(),
                        each.get("inputs").get("uncertain_first").asBoolean());
                assertThat(found.examples()).as("%s", each.get("name")).containsExactly(chosen);
                assertThat(found.fromOld()).isZero();
                compared++;
            }
        }
        assertThat(compared).isEqualTo(4);
    }

    /** One example is predicted as new; the others are the least sure of the old class. */
    @Test
    void tooFewNewExamplesAreFilledUpWithOldOnes() {
        float[][] probabilities = {{0.9f, 0.1f}, {0.6f, 0.4f}, {0.2f, 0.8f}, {0.7f, 0.3f}};
        NovelClasses found = choose(probabilities, 1, 3, false);
        assertThat(found.examples()).containsExactly(2, 1, 3);
        assertThat(found.fromOld()).isEqualTo(2);
    }

    private static NovelClasses choose(float[][] probabilities, int old, int count, boolean uncertainFirst) {
        int[] predicted = new int[probabilities.length];
        double[] margins = new double[probabilities.length];
        for (int i = 0; i < predicted.length; i++) {
            float[] sorted = probabilities[i].clone();
            Arrays.sort(sorted);
            margins[i] = (double) sorted[sorted.length - 1] - sorted[sorted.length - 2];
            while (probabilities[i][predicted[i]] < sorted[sorted.length - 1]) {
                predicted[i]++;
            }
        }
        return NovelClasses.choose(predicted, margins, probabilities[0].length, old, count, uncertainFirst);
    }
}
