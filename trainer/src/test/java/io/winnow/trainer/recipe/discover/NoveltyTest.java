package io.winnow.trainer.recipe.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class NoveltyTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Figures of an independent implementation (specs/active-gcd.md). */
    @Test
    void figuresAreThoseOfTheReference() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("gcd.json")) {
            for (JsonNode each : JSON.readTree(in).get("cases")) {
                if (each.get("name").asText().equals("novelty of a query")) {
                    JsonNode inputs = each.get("inputs");
                    int old = inputs.get("old").asInt();
                    Novelty found = Novelty.of(
                            JSON.convertValue(inputs.get("labels"), int[].class),
                            old,
                            old + inputs.get("new").asInt());
                    JsonNode wanted = each.get("outputs");
                    assertThat(found.share()).isCloseTo(wanted.get("ratio").asDouble(), within(1e-10));
                    assertThat(found.coverage())
                            .isCloseTo(wanted.get("coverage").asDouble(), within(1e-10));
                    assertThat(found.entropy()).isCloseTo(wanted.get("entropy").asDouble(), within(1e-10));
                    return;
                }
            }
        }
        throw new AssertionError("the reference has no such case");
    }

    @Test
    void answersThatNameOldClassesOnly() {
        assertThat(Novelty.of(new int[] {0, 1, 0}, 2, 5)).isEqualTo(new Novelty(0, 0, 0));
    }
}
