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
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class AugmenterTest {
    private static final int SIDE = 8;
    /** Images whose draws are checked. */
    private static final int DRAWN = 40;
    /** Levels by which rounding may change a pixel: of constants with four digits, and of float32. */
    private static final double LEVELS = 0.05;
    /** Levels from one pixel of a ramp to the next. */
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
    void halfAreFlippedAtRandom() {
        float[] plain = normalised(400);
        float[] views = views(with(0.5, 0), 400, 7);
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

    private static ImageAugmentation jitter(double brightness, double contrast, double saturation, double hue) {
        return new ImageAugmentation(1, 1, 0, 1, brightness, contrast, saturation, hue, 0, 0, 1);
    }

    /** Square views in grey levels, not normalised, of square images (count, 3, from, from). */
    private static float[] levels(ImageAugmentation options, byte[] pixels, int from, int to) {
        ByteBuffer copy = ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
        float[] scale = {1 / 255f, 1 / 255f, 1 / 255f};
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray images =
                    manager.create(copy, new Shape(pixels.length / (3 * from * from), 3, from, from), DataType.UINT8);
            return new Augmenter(options, ImageSize.square(to), new float[3], scale)
                    .apply(images, 3)
                    .toFloatArray();
        }
    }

    /** Pixels in the middle of the range, such that no change of colour is clamped. */
    private static byte[] middling() {
        byte[] pixels = new byte[DRAWN * 3 * SIDE * SIDE];
        CounterRandom random = CounterRandom.of(6);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (100 + random.nextInt(56));
        }
        return pixels;
    }

    /** The colours (pixels, 3) of an image. */
    private static double[][] colours(float[] levels, int image) {
        int plane = SIDE * SIDE;
        double[][] colours = new double[plane][3];
        for (int p = 0; p < plane; p++) {
            for (int c = 0; c < 3; c++) {
                colours[p][c] = levels[(image * 3 + c) * plane + p];
            }
        }
        return colours;
    }

    private static double luma(double[] rgb) {
        return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
    }

    /** Checks that in each image one factor, 1 at most {@code change} up or down, scales the distances from each pixel's center. */
    private static void assertScales(
            ImageAugmentation options, double change, Function<double[][], double[]> centersOf) {
        float[] plain = levels(ImageAugmentation.NONE, middling(), SIDE, SIDE);
        float[] views = levels(options, middling(), SIDE, SIDE);
        DoubleSummaryStatistics factors = new DoubleSummaryStatistics();
        for (int i = 0; i < DRAWN; i++) {
            double[][] before = colours(plain, i);
            double[][] after = colours(views, i);
            double[] centers = centersOf.apply(before);
            double products = 0;
            double squares = 0;
            for (int p = 0; p < before.length; p++) {
                for (int c = 0; c < 3; c++) {
                    double distance = before[p][c] - centers[p];
                    products += distance * (after[p][c] - centers[p]);
                    squares += distance * distance;
                }
            }
            double factor = products / squares;
            for (int p = 0; p < before.length; p++) {
                for (int c = 0; c < 3; c++) {
                    double expected = centers[p] + factor * (before[p][c] - centers[p]);
                    assertThat(after[p][c]).isCloseTo(expected, within(LEVELS));
                }
            }
            factors.accept(factor);
        }
        // Of so many draws some lie in the outer quarters.
        assertThat(factors.getMin()).isBetween(1 - change - 1e-3, 1 - change / 2);
        assertThat(factors.getMax()).isBetween(1 + change / 2, 1 + change + 1e-3);
    }

    @Test
    void brightnessScalesAnImageAsAWhole() {
        assertScales(jitter(0.4, 0, 0, 0), 0.4, before -> new double[before.length]);
    }

    @Test
    void contrastScalesDistancesFromTheMeanGrey() {
        assertScales(jitter(0, 0.4, 0, 0), 0.4, before -> {
            double[] centers = new double[before.length];
            Arrays.fill(
                    centers,
                    Arrays.stream(before)
                            .mapToDouble(AugmenterTest::luma)
                            .average()
                            .orElseThrow());
            return centers;
        });
    }

    @Test
    void saturationScalesDistancesFromEachPixelsGrey() {
        assertScales(
                jitter(0, 0, 0.4, 0),
                0.4,
                before -> Arrays.stream(before).mapToDouble(AugmenterTest::luma).toArray());
    }

    /** The chroma plane of YIQ turns by one angle in each image; the luma stays. */
    @Test
    void hueTurnsTheChroma() {
        double hue = 0.1;
        float[] plain = levels(ImageAugmentation.NONE, middling(), SIDE, SIDE);
        float[] views = levels(jitter(0, 0, 0, hue), middling(), SIDE, SIDE);
        DoubleSummaryStatistics angles = new DoubleSummaryStatistics();
        for (int i = 0; i < DRAWN; i++) {
            double[][] before = colours(plain, i);
            double[][] after = colours(views, i);
            double along = 0;
            double across = 0;
            for (int p = 0; p < before.length; p++) {
                double[] from = chroma(before[p]);
                double[] to = chroma(after[p]);
                along += from[0] * to[0] + from[1] * to[1];
                across += from[0] * to[1] - from[1] * to[0];
            }
            double angle = Math.atan2(across, along);
            for (int p = 0; p < before.length; p++) {
                double[] from = chroma(before[p]);
                double[] turned = {
                    Math.cos(angle) * from[0] - Math.sin(angle) * from[1],
                    Math.sin(angle) * from[0] + Math.cos(angle) * from[1]
                };
                assertThat(chroma(after[p])).containsExactly(turned, within(LEVELS));
                assertThat(luma(after[p])).isCloseTo(luma(before[p]), within(LEVELS));
            }
            angles.accept(angle);
        }
        double most = 2 * Math.PI * hue;
        assertThat(angles.getMin()).isBetween(-most - 1e-3, -most / 2);
        assertThat(angles.getMax()).isBetween(most / 2, most + 1e-3);
    }

    /** I and Q of the NTSC standard of 1953. */
    private static double[] chroma(double[] rgb) {
        return new double[] {
            0.5959 * rgb[0] - 0.2746 * rgb[1] - 0.3213 * rgb[2], 0.2115 * rgb[0] - 0.5227 * rgb[1] + 0.3112 * rgb[2]
        };
    }

    @Test
    void aJitterOfNothingChangesNothing() {
        assertThat(levels(jitter(0, 0, 0, 0), middling(), SIDE, SIDE))
                .containsExactly(levels(ImageAugmentation.NONE, middling(), SIDE, SIDE), within((float) LEVELS));
    }

    /** The response to an impulse is the product of two Gaussians, of one deviation in each image, and loses nothing. */
    @Test
    void blurIsAGaussian() {
        int side = 33;
        int middle = side / 2;
        int plane = side * side;
        double maxSigma = 2;
        byte[] pixels = new byte[DRAWN * 3 * plane];
        for (int image = 0; image < DRAWN * 3; image++) {
            pixels[image * plane + middle * side + middle] = (byte) 255;
        }
        float[] views = levels(blur(maxSigma), pixels, side, side);
        DoubleSummaryStatistics sigmas = new DoubleSummaryStatistics();
        for (int i = 0; i < DRAWN; i++) {
            for (int c = 0; c < 3; c++) {
                int zero = (i * 3 + c) * plane;
                double sum = 0;
                for (int p = 0; p < plane; p++) {
                    sum += views[zero + p];
                }
                assertThat(sum).isCloseTo(255, within(LEVELS));
                double peak = views[zero + middle * side + middle];
                double beside = views[zero + middle * side + middle + 1];
                // Below, one neighbour is too dark to tell the deviation by.
                if (beside / peak > 1e-3) {
                    double sigma = Math.sqrt(1 / (2 * Math.log(peak / beside)));
                    sigmas.accept(sigma);
                    int reach = (int) (3 * sigma);
                    for (int y = -reach; y <= reach; y++) {
                        for (int x = -reach; x <= reach; x++) {
                            double expected = peak * Math.exp(-(x * x + y * y) / (2 * sigma * sigma));
                            assertThat(views[zero + (middle + y) * side + middle + x])
                                    .isCloseTo((float) expected, within((float) LEVELS));
                        }
                    }
                }
            }
        }
        assertThat(sigmas.getCount()).isGreaterThan(3 * DRAWN / 2);
        assertThat(sigmas.getMin()).isBetween(0.1, maxSigma / 2);
        assertThat(sigmas.getMax()).isBetween(maxSigma / 2, maxSigma + 1e-3);
    }

    private static ImageAugmentation blur(double maxSigma) {
        return new ImageAugmentation(1, 1, 0, 0, 0, 0, 0, 0, 0, 1, maxSigma);
    }

    /** Also at the edges, which reflect. */
    @Test
    void blurLeavesAnEvenImageAsItIs() {
        byte[] pixels = new byte[DRAWN * 3 * SIDE * SIDE];
        Arrays.fill(pixels, (byte) 77);
        for (float level : levels(blur(3), pixels, SIDE, SIDE)) {
            assertThat(level).isCloseTo(77, within((float) LEVELS));
        }
    }

    /**
     * A ramp stays one, from which the crop can be read. Crops are enlarged here: then the triangle filter interpolates linearly, and
     * gives a ramp exactly.
     */
    @Test
    void aCropOfARampIsARamp() {
        int from = 32;
        int to = 64;
        double minScale = 0.2;
        double maxRatio = 4.0 / 3;
        byte[] pixels = new byte[DRAWN * 3 * from * from];
        for (int i = 0; i < pixels.length; i++) {
            int column = i % from;
            int row = i / from % from;
            int channel = i / (from * from) % 3;
            pixels[i] = (byte) (channel == 0 ? SLOPE * row : channel == 1 ? SLOPE * column : 99);
        }
        float[] views = levels(new ImageAugmentation(minScale, maxRatio, 0, 0, 0, 0, 0, 0, 0, 0, 1), pixels, from, to);
        DoubleSummaryStatistics areas = new DoubleSummaryStatistics();
        int plane = to * to;
        for (int i = 0; i < DRAWN; i++) {
            float[] byRow = new float[to];
            float[] byColumn = new float[to];
            for (int t = 0; t < to; t++) {
                byRow[t] = views[i * 3 * plane + t * to];
                byColumn[t] = views[(i * 3 + 1) * plane + t];
            }
            for (int p = 0; p < plane; p++) {
                assertThat(views[i * 3 * plane + p]).isCloseTo(byRow[p / to], within((float) LEVELS));
                assertThat(views[(i * 3 + 1) * plane + p]).isCloseTo(byColumn[p % to], within((float) LEVELS));
                assertThat(views[(i * 3 + 2) * plane + p]).isCloseTo(99, within((float) LEVELS));
            }
            double height = cropLength(byRow, from);
            double width = cropLength(byColumn, from);
            areas.accept(height * width / (from * from));
            assertThat(width / height).isBetween(1 / maxRatio - 1e-2, maxRatio + 1e-2);
        }
        assertThat(areas.getMin()).isBetween(minScale - 1e-2, 0.5);
        assertThat(areas.getMax()).isBetween(0.7, 1 + 1e-2);
    }

    /** The length of a crop in pixels, by its view of a ramp; checks that all of it lies in the image, and that the view is right. */
    private static double cropLength(float[] view, int in) {
        // Two places that lie within the image's outermost centers, whatever the crop.
        double step = (view[40] - view[20]) / (20.0 * SLOPE);
        double begin = view[20] / (double) SLOPE + 0.5 - 20.5 * step;
        double length = step * view.length;
        assertThat(begin).isGreaterThan(-2e-2);
        assertThat(begin + length).isLessThan(in + 2e-2);
        for (int t = 0; t < view.length; t++) {
            double place = Math.max(0, Math.min(in - 1, begin + (t + 0.5) * step - 0.5));
            assertThat(view[t]).isCloseTo((float) (SLOPE * place), within((float) LEVELS));
        }
        return length;
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
