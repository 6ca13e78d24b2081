package io.winnow.datasets.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.random.CounterRandom;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class AugmenterTest {
    private static final int SIDE = 8;
    private static final float[] MEAN = {0.4f, 0.5f, 0.6f};
    private static final float[] DEVIATION = {0.2f, 0.25f, 0.3f};

    private static NDArray images(NDManager manager, int count, int channels) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(count * channels * SIDE * SIDE);
        CounterRandom random = CounterRandom.of(4);
        while (pixels.hasRemaining()) {
            pixels.put((byte) random.nextInt(256));
        }
        return manager.create(pixels.flip(), new Shape(count, channels, SIDE, SIDE), DataType.UINT8);
    }

    private static ImageAugmentation with(double flip, double jitter, double brightness, double grayscale) {
        return new ImageAugmentation(1, 1, flip, jitter, brightness, 0, 0, 0, grayscale, 0, 1);
    }

    private static float[] views(ImageAugmentation options, int count, long... keys) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return new Augmenter(options, ImageSize.square(SIDE), MEAN, DEVIATION)
                    .apply(images(manager, count, 3), keys)
                    .toFloatArray();
        }
    }

    private static float[] normalised(int count) {
        try (NDManager manager = NDManager.newBaseManager()) {
            byte[] pixels = images(manager, count, 3).toByteArray();
            float[] out = new float[pixels.length];
            for (int i = 0; i < out.length; i++) {
                int channel = i / (SIDE * SIDE) % 3;
                out[i] = ((pixels[i] & 0xff) / 255f - MEAN[channel]) / DEVIATION[channel];
            }
            return out;
        }
    }

    @Test
    void withoutChangesPixelsAreNormalised() {
        assertThat(views(ImageAugmentation.NONE, 4, 1)).containsExactly(normalised(4), within(1e-5f));
    }

    @Test
    void flippedRowsAreReversed() {
        float[] plain = normalised(4);
        float[] flipped = views(with(1, 0, 0, 0), 4, 1);
        for (int row = 0; row < plain.length; row += SIDE) {
            for (int x = 0; x < SIDE; x++) {
                assertThat(flipped[row + x]).isCloseTo(plain[row + SIDE - 1 - x], within(1e-5f));
            }
        }
    }

    @Test
    void halfAreFlippedAtRandom() {
        float[] plain = normalised(400);
        float[] views = views(with(0.5, 0, 0, 0), 400, 7);
        int flipped = 0;
        int size = 3 * SIDE * SIDE;
        for (int i = 0; i < 400; i++) {
            flipped += Math.abs(views[i * size] - plain[i * size]) > 1e-4 ? 1 : 0;
        }
        // Four deviations of a binomial with n = 400.
        assertThat(flipped).isBetween(160, 240);
    }

    @Test
    void greyIsTheSameInAllChannelsAndTheLuma() {
        float[] plain = normalised(3);
        float[] grey = views(with(0, 0, 0, 1), 3, 1);
        int plane = SIDE * SIDE;
        for (int i = 0; i < 3; i++) {
            for (int p = 0; p < plane; p++) {
                float[] rgb = new float[3];
                float[] found = new float[3];
                for (int c = 0; c < 3; c++) {
                    int at = (i * 3 + c) * plane + p;
                    rgb[c] = plain[at] * DEVIATION[c] + MEAN[c];
                    found[c] = grey[at] * DEVIATION[c] + MEAN[c];
                }
                float luma = 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
                assertThat(found).containsExactly(new float[] {luma, luma, luma}, within(2e-3f));
            }
        }
    }

    @Test
    void brightnessScalesAnImageAsAWhole() {
        float[] plain = normalised(20);
        float[] bright = views(with(0, 1, 0.4, 0), 20, 3);
        int size = 3 * SIDE * SIDE;
        for (int i = 0; i < 20; i++) {
            double factor = Double.NaN;
            for (int p = 0; p < SIDE * SIDE; p++) {
                double before = plain[i * size + p] * DEVIATION[0] + MEAN[0];
                double after = bright[i * size + p] * DEVIATION[0] + MEAN[0];
                if (before > 0.2 && before < 0.7) {
                    assertThat(after / before).isBetween(0.599, 1.401);
                    factor = Double.isNaN(factor) ? after / before : factor;
                    assertThat(after / before).isCloseTo(factor, within(1e-3));
                }
            }
        }
    }

    @Test
    void viewsAreAFunctionOfTheirKeys() {
        ImageAugmentation all = ImageAugmentation.CONTRASTIVE;
        assertThat(views(all, 5, 1, 2)).containsExactly(views(all, 5, 1, 2));
        assertThat(views(all, 5, 1, 2)).isNotEqualTo(views(all, 5, 1, 3));
        // An image's view does not depend on what else is in the batch.
        float[] five = views(all, 5, 1, 2);
        float[] two = views(all, 2, 1, 2);
        for (int i = 0; i < two.length; i++) {
            assertThat(two[i]).isCloseTo(five[i], within(1e-5f));
        }
    }

    @Test
    void cropsStayWithinTheImage() {
        ImageAugmentation crop = new ImageAugmentation(0.1, 1.5, 0, 0, 0, 0, 0, 0, 0, 0, 1);
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float value : normalised(50)) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        for (float value : views(crop, 50, 9)) {
            assertThat(value).isBetween(least - 1e-4f, most + 1e-4f);
        }
    }

    @Test
    void aWrongNumberOfChannelsIsAnError() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Augmenter augmenter = new Augmenter(ImageAugmentation.NONE, ImageSize.square(SIDE), MEAN, DEVIATION);
            assertThatThrownBy(() -> augmenter.apply(images(manager, 1, 1), 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 channels");
        }
    }
}
