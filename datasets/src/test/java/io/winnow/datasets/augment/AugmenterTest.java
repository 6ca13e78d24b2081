package io.winnow.datasets.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.CropBox;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.random.CounterRandom;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.junit.jupiter.api.Test;

class AugmenterTest {
    private static final int SIDE = 8;
    /** The difference in grey levels between adjacent pixels of a ramp. */
    private static final int SLOPE = 8;

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

    private static ImageAugmentation with(double flip, double grayscale) {
        return new ImageAugmentation(1, 1, flip, 0, 0, 0, 0, 0, grayscale, 0, 1);
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
        float[] flipped = views(with(1, 0), 4, 1);
        for (int row = 0; row < plain.length; row += SIDE) {
            for (int x = 0; x < SIDE; x++) {
                assertThat(flipped[row + x]).isCloseTo(plain[row + SIDE - 1 - x], within(1e-5f));
            }
        }
    }

    @Test
    void halfOfTheImagesAreFlippedAtRandom() {
        float[] plain = normalised(400);
        float[] views = views(with(0.5, 0), 400, 7);
        int flipped = 0;
        int size = 3 * SIDE * SIDE;
        for (int i = 0; i < 400; i++) {
            flipped += Math.abs(views[i * size] - plain[i * size]) > 1e-4 ? 1 : 0;
        }
        // Four standard deviations of a binomial distribution with n = 400.
        assertThat(flipped).isBetween(160, 240);
    }

    @Test
    void grayscaleSetsAllChannelsToTheLuma() {
        float[] plain = normalised(3);
        float[] grey = views(with(0, 1), 3, 1);
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

    /** The response to an impulse is the product of two Gaussians with equal standard deviation in each image, and preserves the sum. */
    @Test
    void blurIsAGaussian() {
        int side = 33;
        int middle = side / 2;
        int plane = side * side;
        double maxSigma = 2;
        byte[] pixels = new byte[GreyLevels.DRAWN * 3 * plane];
        for (int image = 0; image < GreyLevels.DRAWN * 3; image++) {
            pixels[image * plane + middle * side + middle] = (byte) 255;
        }
        float[] views = GreyLevels.of(blur(maxSigma), pixels, side, side);
        DoubleSummaryStatistics sigmas = new DoubleSummaryStatistics();
        for (int i = 0; i < GreyLevels.DRAWN; i++) {
            for (int c = 0; c < 3; c++) {
                int zero = (i * 3 + c) * plane;
                double sum = 0;
                for (int p = 0; p < plane; p++) {
                    sum += views[zero + p];
                }
                assertThat(sum).isCloseTo(255, within(GreyLevels.TOLERANCE));
                double peak = views[zero + middle * side + middle];
                double beside = views[zero + middle * side + middle + 1];
                // For smaller ratios, a neighbour is too dark to measure the standard deviation.
                if (beside / peak > 1e-3) {
                    double sigma = Math.sqrt(1 / (2 * Math.log(peak / beside)));
                    sigmas.accept(sigma);
                    int reach = (int) (3 * sigma);
                    for (int y = -reach; y <= reach; y++) {
                        for (int x = -reach; x <= reach; x++) {
                            double expected = peak * Math.exp(-(x * x + y * y) / (2 * sigma * sigma));
                            assertThat(views[zero + (middle + y) * side + middle + x])
                                    .isCloseTo((float) expected, within((float) GreyLevels.TOLERANCE));
                        }
                    }
                }
            }
        }
        assertThat(sigmas.getCount()).isGreaterThan(3 * GreyLevels.DRAWN / 2);
        assertThat(sigmas.getMin()).isBetween(0.1, maxSigma / 2);
        assertThat(sigmas.getMax()).isBetween(maxSigma / 2, maxSigma + 1e-3);
    }

    private static ImageAugmentation blur(double maxSigma) {
        return new ImageAugmentation(1, 1, 0, 0, 0, 0, 0, 0, 0, 1, maxSigma);
    }

    /** This also holds at the edges, which reflect. */
    @Test
    void blurLeavesAUniformImageUnchanged() {
        byte[] pixels = new byte[GreyLevels.DRAWN * 3 * SIDE * SIDE];
        Arrays.fill(pixels, (byte) 77);
        for (float level : GreyLevels.of(blur(3), pixels, SIDE, SIDE)) {
            assertThat(level).isCloseTo(77, within((float) GreyLevels.TOLERANCE));
        }
    }

    /**
     * A cropped ramp is still a ramp, from which the crop can be determined. Crops are enlarged here: the triangle filter then interpolates
     * linearly and reproduces a ramp exactly.
     */
    @Test
    void aCropOfARampIsARamp() {
        int from = 32;
        int to = 64;
        double minScale = 0.2;
        double maxRatio = 4.0 / 3;
        byte[] pixels = new byte[GreyLevels.DRAWN * 3 * from * from];
        for (int i = 0; i < pixels.length; i++) {
            int column = i % from;
            int row = i / from % from;
            int channel = i / (from * from) % 3;
            pixels[i] = (byte) (channel == 0 ? SLOPE * row : channel == 1 ? SLOPE * column : 99);
        }
        float[] views =
                GreyLevels.of(new ImageAugmentation(minScale, maxRatio, 0, 0, 0, 0, 0, 0, 0, 0, 1), pixels, from, to);
        DoubleSummaryStatistics areas = new DoubleSummaryStatistics();
        int plane = to * to;
        for (int i = 0; i < GreyLevels.DRAWN; i++) {
            float[] byRow = new float[to];
            float[] byColumn = new float[to];
            for (int t = 0; t < to; t++) {
                byRow[t] = views[i * 3 * plane + t * to];
                byColumn[t] = views[(i * 3 + 1) * plane + t];
            }
            for (int p = 0; p < plane; p++) {
                assertThat(views[i * 3 * plane + p]).isCloseTo(byRow[p / to], within((float) GreyLevels.TOLERANCE));
                assertThat(views[(i * 3 + 1) * plane + p])
                        .isCloseTo(byColumn[p % to], within((float) GreyLevels.TOLERANCE));
                assertThat(views[(i * 3 + 2) * plane + p]).isCloseTo(99, within((float) GreyLevels.TOLERANCE));
            }
            double height = cropLength(byRow, from);
            double width = cropLength(byColumn, from);
            areas.accept(height * width / (from * from));
            assertThat(width / height).isBetween(1 / maxRatio - 1e-2, maxRatio + 1e-2);
        }
        assertThat(areas.getMin()).isBetween(minScale - 1e-2, 0.5);
        assertThat(areas.getMax()).isBetween(0.7, 1 + 1e-2);
    }

    /**
     * Determines the length of a crop in pixels from its view of a ramp; checks that the crop is within the image and that the view is
     * correct.
     */
    private static double cropLength(float[] view, int in) {
        // For every crop, these two positions are between the outermost pixel centers of the image.
        double step = (view[40] - view[20]) / (20.0 * SLOPE);
        double begin = view[20] / (double) SLOPE + 0.5 - 20.5 * step;
        double length = step * view.length;
        assertThat(begin).isGreaterThan(-2e-2);
        assertThat(begin + length).isLessThan(in + 2e-2);
        for (int t = 0; t < view.length; t++) {
            double place = Math.max(0, Math.min(in - 1, begin + (t + 0.5) * step - 0.5));
            assertThat(view[t]).isCloseTo((float) (SLOPE * place), within((float) GreyLevels.TOLERANCE));
        }
        return length;
    }

    @Test
    void viewsAreAFunctionOfTheirKeys() {
        ImageAugmentation all = ImageAugmentation.CONTRASTIVE;
        assertThat(views(all, 5, 1, 2)).containsExactly(views(all, 5, 1, 2));
        assertThat(views(all, 5, 1, 2)).isNotEqualTo(views(all, 5, 1, 3));
        // The view of an image does not depend on the other images of the batch.
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

    /** The mean of a ramp over a crop is its value at the centre of the crop, whether the crop is mirrored or not. */
    @Test
    void boxesSayWhatViewsShow() {
        int side = 32;
        ImageAugmentation crops = new ImageAugmentation(0.2, 2, 0.5, 0, 0, 0, 0, 0, 0, 0, 1);
        Augmenter augmenter = new Augmenter(crops, ImageSize.square(24), new float[] {0}, new float[] {1});
        ByteBuffer pixels = ByteBuffer.allocateDirect(2 * 8 * side * side);
        for (int i = 0; i < 8; i++) {
            for (int axis = 0; axis < 2; axis++) {
                for (int p = 0; p < side * side; p++) {
                    pixels.put((byte) (4 * (axis == 0 ? p / side : p % side)));
                }
            }
        }
        Augmenter both = new Augmenter(crops, ImageSize.square(24), new float[] {0, 0, 0}, new float[] {1, 1, 1});
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray ramps = manager.create(pixels.flip(), new Shape(8, 2, side, side), DataType.UINT8);
            NDArray three = ramps.concat(ramps.get(":, 0:1"), 1);
            float[] means = both.applyFrom(3, three, 5, 1)
                    .mean(new int[] {3})
                    .mean(new int[] {2})
                    .toFloatArray();
            List<CropBox> boxes = augmenter.boxesFrom(3, 8, ImageSize.square(side), 5, 1);
            for (int i = 0; i < 8; i++) {
                CropBox box = boxes.get(i);
                assertThat(255 * means[3 * i] / 4 + 0.5).isEqualTo(side * (box.top() + box.bottom()) / 2, within(0.1));
                assertThat(255 * means[3 * i + 1] / 4 + 0.5)
                        .isEqualTo(side * (box.left() + box.right()) / 2, within(0.1));
                assertThat((box.bottom() - box.top()) * (box.right() - box.left()))
                        .isBetween(0.2, 1.0);
            }
        }
    }
}
