package io.winnow.trainer.modality.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.trainer.recipe.Recipes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A long tail of what scenes show, which only the scenes of the catalog can have. */
class SceneItemsTest {
    private static ImageDataConfig read(String yaml) {
        return Recipes.reader().parse(ImageDataConfig.class, "test", yaml, List.of());
    }

    @Test
    void scenesOfTheCatalogCanHaveOne() {
        String yaml = "{name: cifar-scenes, labels: {simulate: {items: {long_tail: 300}, drop_positives: 0.4}}}";

        assertThat(read(yaml).itemTail()).isEqualTo(300);
        assertThat(read("{name: cifar-scenes}").itemTail()).isEqualTo(1);
    }

    @Test
    void otherImagesHaveNoItems() {
        assertThatThrownBy(() -> read("{train: photos, labels: {simulate: {items: {long_tail: 300}}}}"))
                .hasMessageContaining("labels.simulate.items: needs scenes that the catalog composes of items, found"
                        + " images of your own; set name to one of fashion-scenes, cifar-scenes, or leave it out");
        assertThatThrownBy(() -> read("{name: cifar-10, labels: {simulate: {items: {long_tail: 300}}}}"))
                .hasMessageContaining("found cifar-10");
    }

    @Test
    void noClassIsRarerThanTheLast() {
        assertThatThrownBy(() -> read("{name: cifar-scenes, labels: {simulate: {items: {long_tail: 0.5}}}}"))
                .hasMessageContaining("long_tail: must be at least 1, found 0.5");
    }
}
