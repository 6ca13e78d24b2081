package io.winnow.trainer.recipe.semi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a user is told if the threshold selects nothing. */
class PseudoLabelNoteTest {
    @Test
    void aThresholdThatLetsAllPassIsNamedUnlessTheyAreKnownToBeRight() {
        assertThat(PseudoLabels.note(Map.of("passed_share", 1.0, "passed_accuracy", 0.4), "learn.threshold", "texts"))
                .get()
                .asString()
                .startsWith(
                        "The threshold selects nothing: 100.0% of the pseudo-labels passed it, of which 40.0% are right")
                .contains("More labelled texts of each class");
        assertThat(PseudoLabels.note(Map.of("passed_share", 0.995), "learn.threshold", "images"))
                .get()
                .asString()
                .contains("99.5% of the pseudo-labels passed it, so wrong ones");
        assertThat(PseudoLabels.note(Map.of("passed_share", 1.0, "passed_accuracy", 0.95), "learn.threshold", "texts"))
                .isEmpty();
        assertThat(PseudoLabels.note(Map.of("passed_share", 0.9, "passed_accuracy", 0.4), "learn.threshold", "texts"))
                .isEmpty();
        assertThat(PseudoLabels.note(Map.of(), "learn.threshold", "texts")).isEmpty();
    }

    @Test
    void aThresholdThatNothingPassesIsNamed() {
        assertThat(PseudoLabels.note(Map.of("passed_share", 0.0), "pseudo_labels.threshold", "images"))
                .contains(
                        "No pseudo-label passes the threshold, so that nothing is learned from images without a label. Lower"
                                + " pseudo_labels.threshold, train for more steps, or label more images.");
    }
}
