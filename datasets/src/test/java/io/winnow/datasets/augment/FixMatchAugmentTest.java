package io.winnow.datasets.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FixMatchAugmentTest {
    /** The ranges of uda.md: both ends of each, for an image of 20 rows and 30 columns. */
    @Test
    void strengthsCoverTheRangesOfTheSpecification() {
        double end = 1 - 1e-9;
        double[][] expected = {
            {0.05, 0.95}, // brightness and its like
            {4, 7}, // bits
            {-30, 30}, // degrees
            {-0.3, 0.3}, // shear
            {-9, 9}, // columns
            {-6, 6}, // rows
            {0, 256} // level
        };
        Operation[] operations = {
            Operation.BRIGHTNESS,
            Operation.POSTERIZE,
            Operation.ROTATE,
            Operation.SHEAR_X,
            Operation.TRANSLATE_X,
            Operation.TRANSLATE_Y,
            Operation.SOLARIZE
        };
        for (int i = 0; i < operations.length; i++) {
            assertThat(FixMatchAugment.strength(operations[i], 0, 20, 30)).isCloseTo(expected[i][0], within(1e-9));
            assertThat(FixMatchAugment.strength(operations[i], end, 20, 30)).isCloseTo(expected[i][1], within(1e-6));
        }
    }

    /** Without operations, only a square is cut out whose side is at most half of the image's, and on average a quarter or less. */
    @Test
    void cutoutHasARandomSide() {
        int side = 16;
        byte[] white = new byte[side * side];
        Arrays.fill(white, (byte) 255);
        int most = 0;
        double sum = 0;
        int draws = 400;
        for (int draw = 0; draw < draws; draw++) {
            Canvas canvas = new Canvas(1, side, side, new byte[] {0});
            canvas.load(white, 0);
            new FixMatchAugment(0, 0.5).apply(canvas, CounterRandom.of(draw));
            int cut = 0;
            for (byte pixel : canvas.pixels) {
                cut += pixel == 0 ? 1 : 0;
            }
            most = Math.max(most, cut);
            sum += cut;
        }
        assertThat(most).isBetween(40, 64);
        // The mean of floor(U(0, 8))^2 is 17.5; squares at the edge lose some of it.
        assertThat(sum / draws).isBetween(11.0, 17.5);
    }
}
