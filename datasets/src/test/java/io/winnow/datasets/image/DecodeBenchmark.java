package io.winnow.datasets.image;

import io.winnow.datasets.random.CounterRandom;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Rate at which JPEG and PNG are decoded, on one core and on all. Drawn shapes under noise. Not a test: prints figures. */
public final class DecodeBenchmark {
    private static final int IMAGES = 256;
    /** Of decoded pixels in one round, so that small and large images take as long. */
    private static final int PIXELS_A_ROUND = 1 << 25;

    private static final int ROUNDS = 9;
    private static final int WARMUP = 3;
    private static final int NOISE = 24;

    private DecodeBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        for (int side : new int[] {32, 224}) {
            for (String format : new String[] {"jpg", "png"}) {
                byte[][] files = files(side, format);
                double[] one = new double[ROUNDS];
                double[] all = new double[ROUNDS];
                for (int round = -WARMUP; round < ROUNDS; round++) {
                    double alone = rate(files, side, false);
                    double together = rate(files, side, true);
                    if (round >= 0) {
                        one[round] = alone;
                        all[round] = together;
                    }
                }
                System.out.printf(
                        "%s %dx%d, %,d bytes a file: %,.0f images/s on one core, %,.0f on %d (medians of %d)%n",
                        format,
                        side,
                        side,
                        Arrays.stream(files).mapToInt(file -> file.length).sum() / IMAGES,
                        median(one),
                        median(all),
                        Runtime.getRuntime().availableProcessors(),
                        ROUNDS);
            }
        }
    }

    private static byte[][] files(int side, String format) throws IOException {
        SyntheticShapes shapes = new SyntheticShapes(IMAGES, side, 1);
        byte[][] files = new byte[IMAGES][];
        for (int i = 0; i < IMAGES; i++) {
            byte[] pixels = shapes.image(i).pixels();
            CounterRandom random = CounterRandom.of(2, i);
            BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < side * side; p++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    int noisy = (pixels[c * side * side + p] & 0xff) + random.nextInt(NOISE) - NOISE / 2;
                    rgb = rgb << 8 | Math.max(0, Math.min(255, noisy));
                }
                image.setRGB(p % side, p / side, rgb);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, format, out);
            files[i] = out.toByteArray();
        }
        return files;
    }

    private static double rate(byte[][] files, int side, boolean parallel) {
        int count = PIXELS_A_ROUND / (side * side);
        IntStream numbers = IntStream.range(0, count);
        long begin = System.nanoTime();
        long pixels = (parallel ? numbers.parallel() : numbers)
                .mapToLong(i -> {
                    try {
                        return ImageDecoder.decode("benchmark", files[i % IMAGES], 3)
                                .pixels()
                                .length;
                    } catch (CorruptImageException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .sum();
        if (pixels != 3L * count * side * side) {
            throw new IllegalStateException("decoded " + pixels + " numbers");
        }
        return count / ((System.nanoTime() - begin) / 1e9);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
