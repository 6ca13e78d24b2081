package io.winnow.trainer.recipe.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class CorrectionTest {
    private static boolean[] marks(JsonNode node) {
        boolean[] marks = new boolean[node.size()];
        for (int i = 0; i < marks.length; i++) {
            marks[i] = node.get(i).asBoolean();
        }
        return marks;
    }

    private static int[] ints(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    /** Reference decisions come from an independent implementation (specs/capro.md). */
    @Test
    void decisionsAreThoseOfTheReference() throws IOException {
        JsonNode cases;
        try (InputStream in = CorrectionTest.class.getResourceAsStream("corrections.json")) {
            cases = new ObjectMapper().readTree(in).get("cases");
        }
        assertThat(cases.size()).isEqualTo(2);
        for (JsonNode each : cases) {
            JsonNode rows = each.at("/outputs/scores");
            float[] scores = new float[rows.size() * 4];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = (float) rows.get(i / 4).get(i % 4).asDouble();
            }
            Correction found = Correction.of(
                    scores,
                    ints(each.at("/inputs/labels")),
                    marks(each.at("/inputs/anchors")),
                    each.at("/inputs/threshold").asDouble());
            assertThat(found.classes()).isEqualTo(ints(each.at("/outputs/label")));
            assertThat(found.kept()).isEqualTo(marks(each.at("/outputs/kept")));
        }
    }

    /** All scores are 1/K, so that every label scores no less than a guess, however 1/K is rounded. */
    @Test
    void uniformScoresKeepEverything() {
        for (int count = 2; count < 40; count++) {
            float[] scores = new float[count];
            Arrays.fill(scores, 1f / count);
            Correction found = Correction.of(scores, new int[] {count - 1}, new boolean[1], 1.1);
            assertThat(found.kept()).containsExactly(true);
            assertThat(found.classes()).containsExactly(count - 1);
        }
    }

    @Test
    void aThresholdAboveOneLeavesOutWhatItWouldCorrect() {
        float[] scores = {0.1f, 0.9f, 0.1f, 0.9f};
        Correction found = Correction.of(scores, new int[] {0, 0}, new boolean[] {false, true}, 1.1);
        assertThat(found.classes()).containsExactly(0, 0);
        assertThat(found.kept()).containsExactly(false, true);
    }

    /** All examples are corrected to class 0. The most likely one of class 1 stays; class 2 had none. */
    @Test
    void noClassIsLeftEmpty() {
        float[] scores = {0.8f, 0.1f, 0.1f, 0.7f, 0.2f, 0.1f, 0.9f, 0.05f, 0.05f};
        int[] given = {1, 1, 0};
        Correction found = Correction.of(scores, given, new boolean[3], 0.6);
        assertThat(found.classes()).containsExactly(0, 0, 0);
        Correction whole = found.withoutEmptyClasses(scores, given);
        assertThat(whole.classes()).containsExactly(0, 1, 0);
        assertThat(whole.kept()).containsExactly(true, true, true);
        assertThat(whole.withoutEmptyClasses(scores, given).classes()).isEqualTo(whole.classes());
    }
}
