package io.winnow.trainer.recipe.semi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a user is told if the threshold selects nothing. */
class PseudoLabelNoteTest {
    @Test
    void aThresholdThatLetsAllPassIsNamedUnlessTheyAreKnownToBeRight() {
        assertThat(PseudoLabels.note(Map.of("passed_share", 1.0, "passed_accuracy", 0.4), "texts"))
                .get()
                .asString()
                .startsWith(
                        "The threshold selects nothing: 100.0% of the pseudo-labels passed it, of which 40.0% are right")
                .contains("More labelled texts of each class");
        assertThat(PseudoLabels.note(Map.of("passed_share", 0.995), "images"))
                .get()
                .asString()
                .contains("99.5% of the pseudo-labels passed it, so wrong ones");
        assertThat(PseudoLabels.note(Map.of("passed_share", 1.0, "passed_accuracy", 0.95), "texts"))
                .isEmpty();
        assertThat(PseudoLabels.note(Map.of("passed_share", 0.9, "passed_accuracy", 0.4), "texts"))
                .isEmpty();
        assertThat(PseudoLabels.note(Map.of(), "texts")).isEmpty();
    }
}
