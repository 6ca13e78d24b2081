package io.winnow.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.DataException;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ComposedScenesTest {
    private static final int SIDE = 4;

    /** Three images of one pixel value each, which is 50, 100 or 150 and tells the class. */
    private record Shades(int side) implements ImageDataset {
        @Override
        public Description description() {
            return new Description(
                    "shades",
                    1,
                    // Data sets of image files do not know the sizes of their images.
                    Optional.empty(),
                    new ClassLabels(new int[] {0, 1, 2}, List.of("a", "b", "c")),
                    "print");
        }

        @Override
        public Image item(int index) {
            byte[] pixels = new byte[side * side];
            Arrays.fill(pixels, (byte) (50 * (index + 1)));
            return new Image(1, side, side, pixels);
        }

        @Override
        public String key(int index) {
            return "shade " + index;
        }
    }

    private static ComposedScenes scenes(int side, ComposedScenes.Overlap overlap) {
        ComposedScenes.Layout layout = new ComposedScenes.Layout(ImageSize.square(SIDE), 2, 4, 1, overlap);
        return new ComposedScenes("scenes", new Shades(side), layout, 40, 1, 7);
    }

    /** Every class of a scene is seen in it, and nothing else: items that overlap by a pixel do not hide each other. */
    @ParameterizedTest
    @EnumSource
    void theLabelsAreWhatIsSeen(ComposedScenes.Overlap overlap) throws IOException {
        try (ComposedScenes scenes = scenes(SIDE, overlap)) {
            assertThat(scenes.fixedSize()).contains(ImageSize.square(2 * SIDE));
            ClassSets labels = (ClassSets) scenes.labels();
            assertThat(labels.complete()).isTrue();
            for (int scene = 0; scene < scenes.size(); scene++) {
                TreeSet<Integer> seen = new TreeSet<>();
                for (byte pixel : scenes.item(scene).pixels()) {
                    if (pixel != 0) {
                        seen.add((pixel & 0xff) / 50 - 1);
                    }
                }
                assertThat(seen)
                        .containsExactlyElementsOf(
                                Arrays.stream(labels.positives()[scene]).boxed().toList());
            }
        }
    }

    /** With a long tail of 9, three classes have probabilities in the ratio 9 : 3 : 1, and scenes as many items as before. */
    @Test
    void aLongTailOfItemsMakesTheLastClassesRare() throws IOException {
        ComposedScenes.Layout layout =
                new ComposedScenes.Layout(ImageSize.square(SIDE), 2, 4, 1, ComposedScenes.Overlap.LAST);
        try (ComposedScenes scenes = new ComposedScenes("scenes", new Shades(SIDE), layout, 13_000, 9, 7);
                ComposedScenes even = new ComposedScenes("scenes", new Shades(SIDE), layout, 13_000, 1, 7)) {
            int[] counts = new int[3];
            for (int scene = 0; scene < scenes.size(); scene++) {
                for (int item : scenes.itemsOf(scene)) {
                    counts[item]++;
                }
                assertThat(scenes.itemsOf(scene)).hasSameSizeAs(even.itemsOf(scene));
            }
            double items = Arrays.stream(counts).sum();
            assertThat(counts[0] / items).isCloseTo(9.0 / 13, within(0.01));
            assertThat(counts[1] / items).isCloseTo(3.0 / 13, within(0.01));
            assertThat(counts[2] / items).isCloseTo(1.0 / 13, within(0.01));
            assertThat(scenes.fingerprint()).isNotEqualTo(even.fingerprint());
        }
    }

    @Test
    void aLongTailOfItemsIsAtLeastOne() {
        ComposedScenes.Layout layout =
                new ComposedScenes.Layout(ImageSize.square(SIDE), 2, 4, 1, ComposedScenes.Overlap.LAST);
        assertThatThrownBy(() -> new ComposedScenes("scenes", new Shades(SIDE), layout, 40, 0.5, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The long tail of items must be at least 1, found 0.5.");
    }

    @Test
    void anItemOfAnotherSizeIsRefused() throws IOException {
        try (ComposedScenes scenes = scenes(SIDE + 1, ComposedScenes.Overlap.LAST)) {
            assertThatThrownBy(() -> scenes.item(0))
                    .isInstanceOf(DataException.class)
                    .hasMessageMatching(
                            "Scenes are composed of images of 4x4 pixels, but shade [012] of shades has 5x5. Bring all"
                                    + " images to that size, .*");
        }
    }
}
