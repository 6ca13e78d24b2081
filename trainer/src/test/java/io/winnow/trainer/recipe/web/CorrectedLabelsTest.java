package io.winnow.trainer.recipe.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CorrectedLabelsTest {
    /** Of class a, 1 of 4 labels is left; of b, 1 of 5, since two are corrected and two are left out; c has none. */
    @Test
    void classesOfWhichFewLabelsAreLeftAreNamed() {
        int[] given = {0, 0, 0, 0, 1, 1, 1, 1, 1};
        int[] classes = {0, 1, 1, 1, 0, 0, 1, 1, 1};
        boolean[] kept = {true, true, true, true, true, true, true, false, false};
        CorrectedLabels labels = new CorrectedLabels(
                given, new boolean[9], new WebObjective.Decided(new float[0], new Correction(classes, kept)));
        assertThat(labels.lost(List.of("a", "b", "c")))
                .hasValueSatisfying(warning -> assertThat(warning).contains("are kept: b (1 of 5). Either"));
    }
}
