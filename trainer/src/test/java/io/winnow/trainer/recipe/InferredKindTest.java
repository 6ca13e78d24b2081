package io.winnow.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.trainer.modality.image.AugmentationConfig;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The kind of a section may be left out if only one kind has all of its keys. */
class InferredKindTest {
    private static ClassifierOptions options(String augmentation) {
        return Recipes.reader().parse(ClassifierOptions.class, "test", """
                encoder: {kind: resnet, depth: 8, width: 4}
                augmentation: %s
                training: {duration: {steps: 1}, batch_size: 2, optimizer: {kind: sgd, learning_rate: 0.1}}
                """.formatted(augmentation), List.of());
    }

    @Test
    void viewsOfImagesAreRecognisedByTheirKeys() {
        assertThat(options("{min_scale: 0.8, blur: 0}").augmentation()).get().isInstanceOf(AugmentationConfig.class);
    }

    /** An override of some keys keeps the kind of the section; the message says how to change it. */
    @Test
    void aKeyOfAnotherKindIsExplained() {
        assertThatThrownBy(() -> Recipes.reader()
                        .parse(ClassifierOptions.class, "test", """
                        encoder: {kind: resnet, depth: 8, width: 4}
                        training: {duration: {steps: 1}, batch_size: 2, optimizer: {kind: sgd, learning_rate: 0.1}}
                        """, List.of("encoder={pretrained: some/model}")))
                .hasMessageContaining("encoder.pretrained: unknown key; allowed: depth, width")
                .hasMessageContaining(
                        "The section has the kind resnet, but pretrained is a key of pretrained: to change"
                                + " the kind, give it as well, such as {kind: pretrained, pretrained: ..}");
        assertThatThrownBy(() -> options("{kind: rand_augment, erasing: {fil: random}}"))
                .hasMessageContaining("did you mean 'fill'?")
                .message()
                .doesNotContain("to change the kind");
    }

    @Test
    void aSectionThatFitsNoneOrSeveralKindsNeedsOne() {
        for (String section : List.of("{}", "{min_scale: 0.8, word_dropout: 0.1}")) {
            assertThatThrownBy(() -> options(section)).hasMessageContaining("augmentation.kind: is missing");
        }
    }
}
