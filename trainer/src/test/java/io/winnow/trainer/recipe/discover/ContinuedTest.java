package io.winnow.trainer.recipe.discover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContinuedTest {
    private static KnownPart known(List<String> old, int... given) {
        return new KnownPart(old, 2, List.of(), 0, given, new int[0], Optional.empty(), Optional.empty());
    }

    private static float[][] certain(int[] outputs, int classes) {
        float[][] rows = new float[outputs.length][classes];
        for (int i = 0; i < outputs.length; i++) {
            rows[i][outputs[i]] = 1;
        }
        return rows;
    }

    /** The mapping of an independent implementation (specs/active-gcd.md), in which the first two classes were named before. */
    @Test
    void namesGetTheOutputsOfTheReference() throws IOException {
        JsonNode example = null;
        try (InputStream in = getClass().getResourceAsStream("gcd.json")) {
            for (JsonNode each : new ObjectMapper().readTree(in).get("cases")) {
                example = each.get("name").asText().equals("stable label mapping") ? each : example;
            }
        }
        ObjectMapper json = new ObjectMapper();
        int[] truth = json.convertValue(example.at("/inputs/true"), int[].class);
        int[] predicted = json.convertValue(example.at("/inputs/predicted"), int[].class);
        KnownPart known = known(List.of("a", "b", "c", "d"), truth);
        Continued found =
                Continued.of(List.of("a", "b", "new-1", "new-2", "new-3"), Map.of(), known, certain(predicted, 5));
        assertThat(found.sources())
                .containsExactly(json.convertValue(example.at("/outputs/output_of_true_class"), int[].class));
        assertThat(found.kept())
                .containsExactly(
                        example.at("/outputs/class_without_labels_gets").asInt());
        assertThat(found.votes()).containsExactly(0, 0, 2, 2);
        KnownPart named = found.naming(known);
        assertThat(named.name(3)).isEqualTo("d");
        assertThat(named.name(4)).as("keeps its number").isEqualTo("new-2");
        assertThat(named.name(5)).as("no number is given twice").isEqualTo("new-4");
    }

    /** A name whose examples were all taken for old classes gets the output that is left, or none. */
    @Test
    void aNameWithoutVotesGetsWhatIsLeft() {
        float[][] rows = {{0.6f, 0.1f, 0.3f, 0}, {0.6f, 0.1f, 0.1f, 0.2f}};
        List<String> names = List.of("a", "b", "new-1", "new-2");
        Continued found = Continued.of(names, Map.of(), known(List.of("a", "b", "c"), 2, -1), rows);
        assertThat(found.sources()).containsExactly(0, 1, 2);
        assertThat(found.votes()[2]).isZero();
        Continued more = Continued.of(names, Map.of(), known(List.of("a", "b", "c", "d", "e"), 2, 3), rows);
        assertThat(more.sources()).containsExactly(0, 1, 2, 3, -1);
        assertThat(more.kept()).isEmpty();
    }
}
