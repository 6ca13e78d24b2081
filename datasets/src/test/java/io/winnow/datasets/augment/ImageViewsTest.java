package io.winnow.datasets.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.random.CounterRandom;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageViewsTest {
    private static final int SIDE = 16;
    private static final int BATCH = 24;
    private static final float[] MEAN = {0.4f, 0.5f, 0.6f};
    private static final float[] STD = {0.2f, 0.25f, 0.3f};
    private static final ImageAugmentation CROP =
            new ImageAugmentation(0.3, 4.0 / 3, 0.5, 0, 0.4, 0.4, 0.4, 0.1, 0, 0, 1);

    private static Augmenter augmenter(ImageAugmentation options) {
        return new Augmenter(options, ImageSize.square(SIDE), MEAN, STD);
    }

    private static RandomErasing erasing(double probability, RandomErasing.Fill fill) {
        return new RandomErasing(probability, 0.02, 0.33, 0.3, 3.3, fill);
    }

    private static NDArray images(NDManager manager) {
        byte[] pixels = new byte[BATCH * 3 * SIDE * SIDE];
        byte[] image = TestCanvas.pixels(3, SIDE, SIDE, 0, 5);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (image[i % image.length] + i / image.length);
        }
        return manager.create(ByteBuffer.wrap(pixels), new Shape(BATCH, 3, SIDE, SIDE), DataType.UINT8);
    }

    private static float[] of(ImageViews views, long... keys) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return views.of(0, images(manager), keys).toFloatArray();
        }
    }

    @Test
    void withoutChangesTheViewsAreThoseOfTheAugmenter() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] expected =
                    augmenter(CROP).applyFrom(0, images(manager), 5, 1).toFloatArray();
            assertThat(of(new ImageViews(augmenter(CROP), List.of(), Optional.empty()), 5, 1))
                    .isEqualTo(expected);
            // Changes of pixels that change nothing round the levels.
            assertThat(of(new ImageViews(augmenter(CROP), List.of(new PadCrop(0, 0)), Optional.empty()), 5, 1))
                    .containsExactly(expected, within(0.5f / 255 / 0.2f + 1e-5f));
        }
    }

    @Test
    void viewsDependOnTheKeysAndOnThePositionInTheBatchAlone() {
        for (PixelChange change : List.of(new PadCrop(0.5, 0.125), RandAugment.UDA, TrivialAugment.WIDE)) {
            ImageViews views = new ImageViews(
                    augmenter(ImageAugmentation.NONE),
                    List.of(change),
                    Optional.of(erasing(0.5, RandomErasing.Fill.RANDOM)));
            float[] whole = of(views, 5, 1);
            assertThat(of(views, 5, 1)).isEqualTo(whole);
            assertThat(of(views, 5, 2)).isNotEqualTo(whole);
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray part = images(manager).get(new NDIndex("7:12"));
                assertThat(views.of(7, part, 5, 1).toFloatArray())
                        .isEqualTo(Arrays.copyOfRange(whole, 7 * 3 * SIDE * SIDE, 12 * 3 * SIDE * SIDE));
            }
        }
    }

    @Test
    void pixelsFromOutsideHaveTheMeanColour() {
        ImageViews views = new ImageViews(
                augmenter(ImageAugmentation.NONE), List.of(new RandAugment(0, 0, 1, 2)), Optional.empty());
        // A square of twice the side covers the image, wherever its centre is.
        for (float value : of(views, 5, 1)) {
            assertThat(value).isCloseTo(0, within(0.5f / 255 / 0.2f));
        }
    }

    @ParameterizedTest
    @EnumSource(RandomErasing.Fill.class)
    void erasingReplacesOneRectangle(RandomErasing.Fill fill) {
        float[] plain = of(new ImageViews(augmenter(ImageAugmentation.NONE), List.of(), Optional.empty()), 5);
        float[] erased =
                of(new ImageViews(augmenter(ImageAugmentation.NONE), List.of(), Optional.of(erasing(1, fill))), 5);
        for (int i = 0; i < BATCH; i++) {
            RandomErasing.Rectangle inside =
                    erasing(1, fill).draw(SIDE, SIDE, CounterRandom.of(CounterRandom.key(5), i, ViewStreams.ERASING));
            double area = (inside.bottom() - inside.top()) * (double) (inside.right() - inside.left());
            assertThat(area / (SIDE * SIDE)).isBetween(0.005, 0.45);
            for (int p = 0; p < 3 * SIDE * SIDE; p++) {
                int at = i * 3 * SIDE * SIDE + p;
                int y = p / SIDE % SIDE;
                int x = p % SIDE;
                if (y < inside.top() || y >= inside.bottom() || x < inside.left() || x >= inside.right()) {
                    assertThat(erased[at]).isEqualTo(plain[at]);
                } else if (fill == RandomErasing.Fill.MEAN) {
                    assertThat(erased[at]).isZero();
                } else {
                    int channel = p / (SIDE * SIDE);
                    float level = 255 * (erased[at] * STD[channel] + MEAN[channel]);
                    assertThat(level).isBetween(-0.01f, 255.01f).isCloseTo(Math.round(level), within(0.01f));
                }
            }
        }
    }

    /** Area and logarithm of the ratio are uniform, but for rectangles that do not fit and are drawn again. */
    @Test
    void rectanglesHaveTheAreasAndRatiosOfThePaper() {
        RandomErasing erasing = erasing(0.5, RandomErasing.Fill.MEAN);
        int drawn = 4000;
        int erased = 0;
        double area = 0;
        double logRatio = 0;
        for (int i = 0; i < drawn; i++) {
            RandomErasing.Rectangle one = erasing.draw(224, 224, CounterRandom.of(8, i));
            double h = one.bottom() - one.top();
            double w = one.right() - one.left();
            if (h > 0) {
                erased++;
                area += h * w / (224 * 224);
                logRatio += Math.log(h / w);
                assertThat(h * w / (224 * 224)).isBetween(0.019, 0.335);
                assertThat(h / w).isBetween(0.28, 3.5);
            }
        }
        assertThat(erased).isBetween(1870, 2130);
        assertThat(area / erased).isCloseTo(0.175, within(0.01));
        assertThat(logRatio / erased).isCloseTo(0, within(0.07));
    }
}
