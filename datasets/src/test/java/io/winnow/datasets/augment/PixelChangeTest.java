package io.winnow.datasets.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.random.CounterRandom;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PixelChangeTest {
    private static final int SIDE = 32;
    private static final int DRAWN = 4000;
    private static final int OUTSIDE = 111;

    private static byte[] changed(PixelChange change, byte[] pixels, int channels, int draw) {
        Canvas canvas = TestCanvas.of(channels, SIDE, SIDE, pixels, OUTSIDE);
        change.apply(canvas, CounterRandom.of(3, draw));
        return canvas.pixels;
    }

    /** Returns how often each operation was drawn, recognised by its result; null for results of none of the operations. */
    private static Map<Operation, Integer> drawn(
            PixelChange change,
            int channels,
            int leastLevel,
            int mostLevel,
            ToDoubleBiFunction<Operation, Integer> strength) {
        byte[] pixels = TestCanvas.pixels(channels, SIDE, SIDE, 30, 3);
        Map<ByteBuffer, Operation> known = new HashMap<>();
        for (Operation operation : Operation.values()) {
            for (int level = leastLevel;
                    level <= mostLevel && (channels == 3 || operation != Operation.COLOR);
                    level++) {
                for (int sign : RandAugment.isSigned(operation) ? new int[] {1, -1} : new int[] {1}) {
                    Canvas canvas = TestCanvas.of(channels, SIDE, SIDE, pixels, OUTSIDE);
                    operation.apply(canvas, sign * strength.applyAsDouble(operation, level));
                    known.putIfAbsent(ByteBuffer.wrap(canvas.pixels), operation);
                }
            }
        }
        Map<Operation, Integer> counts = new HashMap<>();
        for (int draw = 0; draw < DRAWN; draw++) {
            byte[] result = changed(change, pixels, channels, draw);
            counts.merge(known.get(ByteBuffer.wrap(result)), 1, Integer::sum);
        }
        return counts;
    }

    /** Five standard deviations of a binomial distribution. */
    private static void equallyOften(Map<Operation, Integer> counts, int kinds) {
        double expected = DRAWN / (double) kinds;
        assertThat(counts).hasSize(kinds);
        assertThat(counts.values())
                .allSatisfy(count -> assertThat((double) count).isCloseTo(expected, within(5 * Math.sqrt(expected))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void randAugmentDrawsEachOperationEquallyOften(int channels) {
        Map<Operation, Integer> counts = new HashMap<>(drawn(
                new RandAugment(1, 1, 9, 0),
                channels,
                1,
                9,
                (operation, level) -> RandAugment.strength(operation, level, SIDE, SIDE)));
        // The image without a change is the result of a factor of one or of a large threshold; cutouts are no
        // operation.
        counts.remove(Operation.IDENTITY);
        equallyOften(counts, channels == 1 ? 14 : 15);
    }

    @Test
    void randAugmentCarriesOutEachOperationWithItsProbability() {
        byte[] pixels = TestCanvas.pixels(3, SIDE, SIDE, 30, 3);
        RandAugment change = new RandAugment(2, 0.5, 9, 0);
        long unchanged = IntStream.range(0, DRAWN)
                .filter(draw -> Arrays.equals(changed(change, pixels, 3, draw), pixels))
                .count();
        // 1/4, and the few operations that change nothing of this image.
        assertThat(unchanged / (double) DRAWN).isBetween(0.23, 0.31);
    }

    /** The mean number of pixels in a square of 2 m pixels whose centre is uniform is the square of the mean of its rows. */
    @Test
    void cutoutHasItsSizeAndUniformPlace() {
        byte[] pixels = new byte[SIDE * SIDE];
        double rows = IntStream.range(0, SIDE)
                .map(i -> Math.min(SIDE, i + 8) - Math.max(0, i - 8))
                .average()
                .orElseThrow();
        double mean = IntStream.range(0, DRAWN)
                .map(draw -> {
                    byte[] result = changed(new RandAugment(0, 0, 1, 0.5), pixels, 1, draw);
                    int count = 0;
                    for (byte pixel : result) {
                        count += pixel == OUTSIDE ? 1 : 0;
                    }
                    assertThat(count).isBetween(8 * 8, 16 * 16);
                    return count;
                })
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(rows * rows, within(4.0));
    }

    @ParameterizedTest
    @EnumSource(TrivialAugment.class)
    void trivialAugmentDrawsEveryOperation(TrivialAugment space) {
        Map<Operation, Integer> counts = drawn(space, 3, 0, TrivialAugment.MOST, space::strength);
        // To solarize with a threshold below all levels is to invert.
        counts.merge(Operation.SOLARIZE, counts.remove(Operation.INVERT), Integer::sum);
        assertThat(counts).hasSize(14).doesNotContainKey(null);
        // Strength 0 of moves and posterizing, and thresholds above all levels, change nothing, as the identity does.
        assertThat(counts.values())
                .allSatisfy(count -> assertThat(count / (double) DRAWN).isBetween(0.03, 0.2));
    }

    @Test
    void strengthsOfTrivialAugmentAreThoseOfThePaper() {
        Map<Operation, Double> standard = new EnumMap<>(Map.of(
                Operation.SHEAR_X, 0.3,
                Operation.TRANSLATE_Y, 10.0,
                Operation.ROTATE, 30.0,
                Operation.SOLARIZE, 0.0,
                Operation.POSTERIZE, 4.0,
                Operation.CONTRAST, 1.9));
        Map<Operation, Double> wide = new EnumMap<>(Map.of(
                Operation.SHEAR_X, 0.99,
                Operation.TRANSLATE_Y, 32.0,
                Operation.ROTATE, 135.0,
                Operation.SOLARIZE, 0.0,
                Operation.POSTERIZE, 2.0,
                Operation.CONTRAST, 2.0));
        standard.forEach((operation, most) ->
                assertThat(TrivialAugment.STANDARD.strength(operation, 30)).isCloseTo(most, within(1e-12)));
        wide.forEach((operation, most) ->
                assertThat(TrivialAugment.WIDE.strength(operation, 30)).isCloseTo(most, within(1e-12)));
        assertThat(TrivialAugment.STANDARD.strength(Operation.COLOR, 0)).isEqualTo(0.1);
        assertThat(TrivialAugment.WIDE.strength(Operation.COLOR, 0)).isEqualTo(0.01);
        assertThat(TrivialAugment.WIDE.strength(Operation.POSTERIZE, 14)).isEqualTo(6);
        assertThat(TrivialAugment.WIDE.strength(Operation.ROTATE, 1)).isEqualTo(4);
    }

    /** Each view is one of the 2 x 9 x 9 crops of the extended image, and all of them occur. */
    @Test
    void padCropsAreCropsOfTheReflectedImage() {
        byte[] pixels = TestCanvas.pixels(1, SIDE, SIDE, 0, 5);
        Map<ByteBuffer, String> crops = new HashMap<>();
        for (int top = -4; top <= 4; top++) {
            for (int left = -4; left <= 4; left++) {
                byte[] plain = new byte[SIDE * SIDE];
                byte[] mirrored = new byte[SIDE * SIDE];
                for (int y = 0; y < SIDE; y++) {
                    for (int x = 0; x < SIDE; x++) {
                        byte pixel = pixels[mirror(y + top) * SIDE + mirror(x + left)];
                        plain[y * SIDE + x] = pixel;
                        mirrored[y * SIDE + SIDE - 1 - x] = pixel;
                    }
                }
                crops.put(ByteBuffer.wrap(plain), top + " " + left);
                crops.put(ByteBuffer.wrap(mirrored), top + " " + left + " mirrored");
            }
        }
        Map<String, Integer> counts = new HashMap<>();
        for (int draw = 0; draw < DRAWN; draw++) {
            byte[] view = changed(new PadCrop(0.5, 0.125), pixels, 1, draw);
            counts.merge(crops.get(ByteBuffer.wrap(view)), 1, Integer::sum);
        }
        assertThat(counts).hasSize(162);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(5, 55));
    }

    /** Reflection about the centres of the outermost pixels, which are not repeated. */
    private static int mirror(int position) {
        if (position < 0) {
            return -position;
        }
        return position < SIDE ? position : 2 * SIDE - 2 - position;
    }
}
