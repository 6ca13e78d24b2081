package io.winnow.trainer.select;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
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
                        each.get("inputs").get("uncertain_first").asBoolean()
                                ? NovelRule.NOVEL_MARGIN
                                : NovelRule.NOVEL_CERTAIN);
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
        NovelClasses found = choose(probabilities, 1, 3, NovelRule.NOVEL_CERTAIN);
        assertThat(found.examples()).containsExactly(2, 1, 3);
        assertThat(found.fromOld()).isEqualTo(2);
    }

    /** Two new classes with two and four examples, and four examples of the old class. */
    @Test
    void randomChoicesHaveTheQuotaOfNewClassesOrNone() {
        int[] predicted = {0, 1, 2, 0, 2, 2, 1, 0, 2, 0};
        double[] margins = new double[predicted.length];
        Set<Integer> novel = new HashSet<>();
        Set<Integer> any = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            int[] chosen = NovelClasses.choose(predicted, margins, 3, 1, 4, NovelRule.NOVEL_RANDOM, seed)
                    .examples();
            assertThat(chosen).doesNotHaveDuplicates();
            assertThat(Arrays.stream(chosen).map(i -> predicted[i])).containsExactly(1, 1, 2, 2);
            Arrays.stream(chosen).forEach(novel::add);
            NovelClasses all = NovelClasses.choose(predicted, margins, 3, 1, 4, NovelRule.RANDOM, seed);
            assertThat(all.examples()).hasSize(4).doesNotHaveDuplicates();
            assertThat(all.fromOld()).isZero();
            Arrays.stream(all.examples()).forEach(any::add);
        }
        assertThat(novel).containsExactlyInAnyOrder(1, 2, 4, 5, 6, 8);
        assertThat(any).hasSize(10);
    }

    @Test
    void theSmallestMarginsOfAllExamples() {
        double[] margins = {0.3, 0.9, 0.1, 0.2};
        assertThat(NovelClasses.choose(new int[] {0, 1, 1, 0}, margins, 2, 1, 3, NovelRule.MARGIN, 0)
                        .examples())
                .containsExactly(2, 3, 0);
    }

    @Test
    void theAdaptiveRuleDependsOnTheRound() {
        assertThat(NovelRule.NOVEL_ADAPTIVE.in(false)).isEqualTo(NovelRule.NOVEL_CERTAIN);
        assertThat(NovelRule.NOVEL_ADAPTIVE.in(true)).isEqualTo(NovelRule.NOVEL_MARGIN);
        assertThat(NovelRule.NOVEL_RANDOM.in(true)).isEqualTo(NovelRule.NOVEL_RANDOM);
    }

    private static NovelClasses choose(float[][] probabilities, int old, int count, NovelRule rule) {
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
        return NovelClasses.choose(predicted, margins, probabilities[0].length, old, count, rule, 5);
    }
}
