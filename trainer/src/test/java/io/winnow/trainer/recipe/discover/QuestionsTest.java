package io.winnow.trainer.recipe.discover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    /** Choices of an independent implementation (specs/active-gcd.md). */
    @Test
    void choicesAreThoseOfTheReference() throws IOException {
        int compared = 0;
        try (InputStream in = getClass().getResourceAsStream("gcd.json")) {
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
                Questions found = Questions.choose(
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
        Questions found = Questions.choose(probabilities, 1, 3, false);
        assertThat(found.examples()).containsExactly(2, 1, 3);
        assertThat(found.fromOld()).isEqualTo(2);
    }
}
