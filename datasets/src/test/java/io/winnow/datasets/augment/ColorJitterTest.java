package io.winnow.datasets.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Checks the effect of colour changes on the pixels of views, in grey levels. */
class ColorJitterTest {
    private static final int SIDE = 8;

    private static ImageAugmentation jitter(double brightness, double contrast, double saturation, double hue) {
        return new ImageAugmentation(1, 1, 0, 1, brightness, contrast, saturation, hue, 0, 0, 1);
    }

    /** Pixels in the middle of the range, so that no change of colour is clamped. */
    private static byte[] middling() {
        byte[] pixels = new byte[GreyLevels.DRAWN * 3 * SIDE * SIDE];
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

    /**
     * Checks that, in each image, the distances from each pixel's center are scaled by a common factor that differs from 1 by at most
     * {@code change}.
     */
    private static void assertScales(
            ImageAugmentation options, double change, Function<double[][], double[]> centersOf) {
        float[] plain = GreyLevels.of(ImageAugmentation.NONE, middling(), SIDE, SIDE);
        float[] views = GreyLevels.of(options, middling(), SIDE, SIDE);
        DoubleSummaryStatistics factors = new DoubleSummaryStatistics();
        for (int i = 0; i < GreyLevels.DRAWN; i++) {
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
                    assertThat(after[p][c]).isCloseTo(expected, within(GreyLevels.TOLERANCE));
                }
            }
            factors.accept(factor);
        }
        // With this many draws, some are in the outer quarters.
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
                            .mapToDouble(ColorJitterTest::luma)
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
                before ->
                        Arrays.stream(before).mapToDouble(ColorJitterTest::luma).toArray());
    }

    /** The chroma plane of YIQ is rotated by one angle per image; the luma is unchanged. */
    @Test
    void hueRotatesTheChroma() {
        double hue = 0.1;
        float[] plain = GreyLevels.of(ImageAugmentation.NONE, middling(), SIDE, SIDE);
        float[] views = GreyLevels.of(jitter(0, 0, 0, hue), middling(), SIDE, SIDE);
        DoubleSummaryStatistics angles = new DoubleSummaryStatistics();
        for (int i = 0; i < GreyLevels.DRAWN; i++) {
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
                assertThat(chroma(after[p])).containsExactly(turned, within(GreyLevels.TOLERANCE));
                assertThat(luma(after[p])).isCloseTo(luma(before[p]), within(GreyLevels.TOLERANCE));
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
    void aJitterOfZeroChangesNothing() {
        assertThat(GreyLevels.of(jitter(0, 0, 0, 0), middling(), SIDE, SIDE))
                .containsExactly(GreyLevels.of(ImageAugmentation.NONE, middling(), SIDE, SIDE), within((float)
                        GreyLevels.TOLERANCE));
    }
}
