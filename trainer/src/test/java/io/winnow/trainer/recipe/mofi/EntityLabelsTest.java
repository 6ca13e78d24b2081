package io.winnow.trainer.recipe.mofi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntityLabelsTest {
    @TempDir
    Path folder;

    @Test
    void onlyEntitiesWithAnExampleHaveACenter() {
        EntityLabels labels =
                EntityLabels.of(new ClassLabels(new int[] {3, 1, 3}, List.of("ant", "bee", "cat", "dog", "eel")));
        assertThat(labels.names()).containsExactly("bee", "dog");
        assertThat(labels.draw(new int[] {2, 0, 1}, 9)).containsExactly(1, 1, 0);
    }

    /** Of the entities of an example, each step draws one, all equally often. */
    @Test
    void oneOfSeveralEntitiesIsDrawn() {
        EntityLabels labels =
                EntityLabels.of(new ClassSets(new int[][] {{0, 2, 3}, {2}, {}}, List.of("ant", "bee", "cat", "dog")));
        assertThat(labels.without()).isEqualTo(1);
        int[] counts = new int[3];
        for (int key = 0; key < 3000; key++) {
            int[] drawn = labels.draw(new int[] {0, 1}, key);
            counts[drawn[0]]++;
            assertThat(drawn[1]).isEqualTo(1);
        }
        // Names with a center: ant, cat, dog. The standard deviation of each count is 26.
        assertThat(counts).satisfies(each -> assertThat(IntStream.of(each)).allMatch(n -> Math.abs(n - 1000) < 100));
    }

    @Test
    void textsAreNamesAndDescriptions() throws IOException {
        Path file = Files.writeString(folder.resolve("entities.jsonl"), """
                {"label": "Q1", "name": "red_fox", "description": "a small wild dog"}
                {"label": "Q2", "name": "polar bear"}
                {"label": "Q3", "name": "red fox", "description": "an album"}
                """);
        EntityTexts texts = EntityTexts.of(List.of("Q1", "Q2", "Q3"), Optional.of(file));
        assertThat(texts.texts())
                .containsExactly("red fox", "red fox. a small wild dog", "polar bear", "red fox. an album");
        // The two red foxes have the same name, which is wrong for neither.
        assertThat(texts.groups()[0]).isEqualTo(texts.groups()[2]).isNotEqualTo(texts.groups()[1]);
        int[] seen = new int[4];
        for (int key = 0; key < 1000; key++) {
            for (long each : texts.draw(new int[] {0, 1}, key)) {
                seen[(int) each]++;
            }
        }
        assertThat(seen[0]).isBetween(400, 600);
        assertThat(seen[1]).isEqualTo(1000 - seen[0]);
        assertThat(seen[2]).isEqualTo(1000);
        assertThat(seen[3]).isZero();
        assertThatThrownBy(() -> EntityTexts.of(List.of("Q1", "Q9"), Optional.of(file)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("has no record of 1 of the 2 entities: Q9");
        // Entities in the test have the names of the file as well, and need no record.
        assertThat(EntityTexts.names(List.of("Q2", "snow_leopard", "Q1"), Optional.of(file)))
                .containsExactly("polar bear", "snow leopard", "red fox");
    }

    @Test
    void labelsAreTextsWithoutTheIdThatTellsThemApart() throws IOException {
        assertThat(EntityTexts.words("jaguar [Q35694]")).isEqualTo("jaguar");
        assertThat(EntityTexts.words("t-shirt_blue")).isEqualTo("t-shirt blue");
        EntityTexts texts = EntityTexts.of(List.of("jaguar [Q35694]", "jaguar [Q30055]"), Optional.empty());
        assertThat(texts.texts()).containsExactly("jaguar");
        assertThat(texts.groups()).containsExactly(0, 0);
        assertThatThrownBy(() -> EntityTexts.of(List.of("_"), Optional.empty()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("The entity '_' has no name in words");
    }
}
