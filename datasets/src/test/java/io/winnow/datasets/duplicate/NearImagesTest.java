package io.winnow.datasets.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.Luma;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearImagesTest {
    private static final int SIDE = 48;

    private final Random random = new Random(5);

    /** A photograph-like image: smooth, with values from 20 to 220. */
    private Image smooth() {
        double[] wave = random.doubles(6, 0.02, 0.2).toArray();
        byte[] pixels = new byte[3 * SIDE * SIDE];
        for (int p = 0; p < pixels.length; p++) {
            int x = p % SIDE;
            int y = p / SIDE % SIDE;
            int c = p / SIDE / SIDE;
            double value = Math.sin(wave[0] * x + wave[1] * y + c) + Math.cos(wave[2] * x - wave[3] * y + 30 * wave[4]);
            pixels[p] = (byte) Math.round(120 + 50 * value);
        }
        return new Image(3, SIDE, SIDE, pixels);
    }

    private Image noisy(Image image, double factor, double std) {
        byte[] pixels = image.pixels().clone();
        for (int p = 0; p < pixels.length; p++) {
            double value = (pixels[p] & 0xff) * factor + std * random.nextGaussian();
            pixels[p] = (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
        return new Image(image.channels(), image.height(), image.width(), pixels);
    }

    private static Image mirrored(Image image) {
        byte[] pixels = new byte[image.pixels().length];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = image.pixels()[p - p % SIDE + SIDE - 1 - p % SIDE];
        }
        return new Image(image.channels(), image.height(), image.width(), pixels);
    }

    private static List<ImageSignature> signatures(List<Image> images) {
        return images.stream()
                .map(image -> image == null ? null : ImageSignature.of(image))
                .toList();
    }

    private static List<List<Integer>> groups(NearDuplicates found) {
        return found.groups().stream()
                .map(items -> Arrays.stream(items).boxed().toList())
                .toList();
    }

    @Test
    void copiesAndNearDuplicatesFormGroups() {
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            images.add(smooth());
        }
        images.add(images.get(3)); // 40: a copy
        images.add(noisy(images.get(3), 1.03, 2)); // 41
        images.add(noisy(images.get(7), 1.03, 2)); // 42
        images.add(null); // 43: cannot be read
        images.add(null); // 44
        images.add(mirrored(images.get(9))); // 45
        NearDuplicates found = NearImages.find(signatures(images), false);
        assertThat(groups(found)).containsExactly(List.of(3, 40, 41), List.of(7, 42));
        assertThat(found.copies().sets()).containsExactly(new int[] {3, 40});
        assertThat(found.pairs())
                .extracting(pair -> pair.one() + "-" + pair.other())
                .containsExactlyInAnyOrder("3-41", "7-42");
        assertThat(found.repeated()).isEqualTo(3);
        assertThat(found.complete()).isTrue();
        assertThat(groups(NearImages.find(signatures(images), true)))
                .containsExactly(List.of(3, 40, 41), List.of(7, 42), List.of(9, 45));
    }

    @Test
    void verificationDecidesAndShowsThePairsOnBothSidesOfTheThreshold() {
        Image image = smooth();
        List<Image> images = new ArrayList<>(List.of(image));
        for (double factor : new double[] {1.01, 1.03, 1.05, 0.9, 0.85, 0.8, 0.75}) {
            images.add(noisy(image, factor, 0));
        }
        List<ImageSignature> signatures = signatures(images);
        NearDuplicates found = NearImages.find(signatures, false);
        assertThat(found.pairs()).isNotEmpty().allSatisfy(pair -> {
            assertThat(pair.similarity()).isGreaterThanOrEqualTo(NearImages.PIXEL_THRESHOLD);
            assertThat(pair.similarity()).isEqualTo(1 - difference(images, pair), within(2 * 0.5 / 255));
        });
        assertThat(found.below())
                .hasSize(3)
                .allSatisfy(pair -> assertThat(pair.similarity()).isLessThan(NearImages.PIXEL_THRESHOLD));
        assertThat(found.above(2))
                .isEqualTo(found.pairs()
                        .subList(found.pairs().size() - 2, found.pairs().size()));
        // A similarity of the caller's own takes the place of the pixels.
        assertThat(NearImages.find(signatures, false, (one, other) -> 0.5, 0.98, item -> false)
                        .pairs())
                .isEmpty();
    }

    /** The mean absolute difference of the luma. A change of all pixels in one direction has the same mean at any size. */
    private static double difference(List<Image> images, SimilarPair pair) {
        double one = Luma.of(images.get(pair.one())).mean();
        double other = Luma.of(images.get(pair.other())).mean();
        return Math.abs(one - other) / 255;
    }

    @Test
    void flatImagesAreOnlyComparedForExactCopies() {
        Image flat = new Image(1, 30, 30, filled(100));
        Image nearly = new Image(1, 30, 30, filled(101));
        NearDuplicates found = NearImages.find(signatures(List.of(flat, nearly, flat)), false);
        assertThat(groups(found)).containsExactly(List.of(0, 2));
        assertThat(found.pairs()).isEmpty();
    }

    /** In a black background, noise changes the bits of the plain hash at random; the steady hash stays. */
    @Test
    void noiseInABlackBackgroundDoesNotHideACopy() {
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            byte[] pixels = new byte[SIDE * SIDE];
            Image smooth = smooth();
            for (int p = 0; p < pixels.length; p++) {
                int x = p % SIDE;
                int y = p / SIDE;
                boolean inside = x > 16 && x < 32 && y > 12 && y < 36;
                pixels[p] = inside ? smooth.pixels()[p] : 0;
            }
            images.add(new Image(1, SIDE, SIDE, pixels));
        }
        for (int i = 0; i < 20; i++) {
            images.add(noisy(images.get(i), 1.02, 3));
        }
        List<ImageSignature> signatures = signatures(images);
        long far = IntStream.range(0, 20)
                .filter(i -> Long.bitCount(signatures.get(i).hash()
                                ^ signatures.get(20 + i).hash())
                        > 4)
                .count();
        assertThat(far).as("copies that the plain hash alone would miss").isGreaterThan(10);
        List<String> pairs = NearImages.find(signatures, false).pairs().stream()
                .map(pair -> pair.one() + "-" + pair.other())
                .toList();
        assertThat(pairs).doesNotHaveDuplicates();
        for (int i = 0; i < 20; i++) {
            assertThat(pairs).contains(i + "-" + (20 + i));
        }
        assertThat(NearImages.find(signatures, true).pairs()).doesNotHaveDuplicates();
    }

    @Test
    void thePixelsOfAnotherSizeAreAnotherContent() {
        ImageSignature wide = ImageSignature.of(new Image(1, 10, 90, filled(7)));
        ImageSignature tall = ImageSignature.of(new Image(1, 90, 10, filled(7)));
        assertThat(wide.content()).isNotEqualTo(tall.content());
        assertThat(NearImages.find(List.of(), true).groups()).isEmpty();
    }

    private static byte[] filled(int value) {
        byte[] pixels = new byte[900];
        Arrays.fill(pixels, (byte) value);
        return pixels;
    }
}
