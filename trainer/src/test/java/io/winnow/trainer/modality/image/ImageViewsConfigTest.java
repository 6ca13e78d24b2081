package io.winnow.trainer.modality.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.augment.PadCrop;
import io.winnow.datasets.augment.RandAugment;
import io.winnow.datasets.augment.RandomErasing;
import io.winnow.datasets.augment.TrivialAugment;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.Resize;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.recipe.Recipes;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageViewsConfigTest {
    private static final int SIDE = 12;
    private static final int BATCH = 8;

    private static ImageViewsConfig read(String section) {
        ViewsConfig views = Recipes.reader()
                .parse(ClassifierOptions.class, "test", """
                        encoder: {kind: resnet, depth: 8, width: 4}
                        augmentation: %s
                        training: {duration: {steps: 1}, batch_size: 2, optimizer: {kind: sgd, learning_rate: 0.1}}
                        """.formatted(section), List.of())
                .augmentation()
                .orElseThrow();
        return (ImageViewsConfig) views;
    }

    private static float[] views(Optional<String> section, Views.Strength usual, int channels, int first, int number) {
        ImagePreprocessing preprocessing = new ImagePreprocessing(
                DecodeOptions.of(channels),
                SIDE,
                SIDE,
                Collections.nCopies(channels, 0.5f),
                Collections.nCopies(channels, 0.25f),
                new Resize.CentredPart(),
                false);
        byte[] pixels = new byte[BATCH * channels * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * i / 3 + 7 * i);
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray all =
                    manager.create(ByteBuffer.wrap(pixels), new Shape(BATCH, channels, SIDE, SIDE), DataType.UINT8);
            return ImageViewsConfig.of(section.map(ImageViewsConfigTest::read), usual)
                    .views(preprocessing)
                    .of(all.get(new NDIndex("{}:", first)), first, 5, number)
                    .toFloatArray();
        }
    }

    @Test
    void defaultsAreThoseOfThePapers() {
        assertThat(read("{kind: rand_augment}").onHost()).containsExactly(new PadCrop(0.5, 0.125), RandAugment.UDA);
        assertThat(read("{kind: trivial_augment}").onHost())
                .containsExactly(new PadCrop(0.5, 0.125), TrivialAugment.WIDE);
        assertThat(read("{kind: trivial_augment, space: standard, flip: 0, min_scale: 0.08}")
                        .onHost())
                .containsExactly(new PadCrop(0, 0), TrivialAugment.STANDARD);
        assertThat(read("{kind: pad_crop, flip: 0}").onHost()).containsExactly(new PadCrop(0, 0.125));
        assertThat(read("{kind: pad_crop, erasing: {}}").erasing())
                .contains(new ErasingConfig(0.5, 0.02, 0.33, 0.3, 3.3, RandomErasing.Fill.MEAN));
    }

    /** The kinds that came later share keys with the first one; a section without a kind keeps its meaning. */
    @Test
    void aSectionWithoutAKindIsOfTheFirstKind() {
        for (String section : List.of("{flip: 0}", "{min_scale: 0.5}", "{flip: 0, max_ratio: 1}")) {
            assertThat(read(section)).isInstanceOf(AugmentationConfig.class);
        }
        assertThatThrownBy(() -> read("{operations: 2}")).hasMessageContaining("augmentation.kind: is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: image, blur: 0, erasing: {fill: random}}",
                "{kind: pad_crop}",
                "{kind: rand_augment}",
                "{kind: rand_augment, min_scale: 0.3, erasing: {probability: 1}}",
                "{kind: trivial_augment}"
            })
    void viewsAreAFunctionOfTheKeyAndThePositionInTheBatch(String section) {
        for (int channels : new int[] {1, 3}) {
            float[] whole = views(Optional.of(section), Views.Strength.WEAK, channels, 0, 1);
            assertThat(whole).hasSize(BATCH * channels * SIDE * SIDE);
            assertThat(views(Optional.of(section), Views.Strength.STRONG, channels, 0, 1))
                    .isEqualTo(whole);
            assertThat(views(Optional.of(section), Views.Strength.WEAK, channels, 0, 2))
                    .isNotEqualTo(whole);
            // A resampled crop is computed by matrix products, whose sums may differ with the size of the batch.
            float[] part = Arrays.copyOfRange(whole, 3 * channels * SIDE * SIDE, whole.length);
            assertThat(views(Optional.of(section), Views.Strength.WEAK, channels, 3, 1))
                    .containsExactly(part, within(1e-5f));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: rand_augment, max_magnitude: 10}",
                "{kind: rand_augment, probability: 1.5}",
                "{kind: pad_crop, pad: 0.6}",
                "{kind: trivial_augment, space: narrow}",
                "{kind: pad_crop, erasing: {min_area: 0.5}}",
                "{kind: pad_crop, erasing: {max_ratio: 0.1}}"
            })
    void optionsOutOfRangeAreErrors(String section) {
        String key = section.replaceAll(".*[ {]([a-z_]+): [^ ]+$", "$1");
        assertThatThrownBy(() -> read(section))
                .hasMessageContaining("augmentation")
                .hasMessageContaining(key.equals("min_area") ? "max_area" : key);
    }
}
