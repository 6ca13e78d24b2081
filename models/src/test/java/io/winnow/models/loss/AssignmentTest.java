package io.winnow.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares assignments with the best of all permutations. */
class AssignmentTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 5", "3, 3", "4, 6", "6, 6", "2, 7"})
    void theSumIsThatOfTheBestPermutation(int rows, int columns) {
        Random random = new Random(rows * 31L + columns);
        for (int trial = 0; trial < 50; trial++) {
            // Gains on a grid, so that there are ties.
            double[][] gains = new double[rows][];
            Arrays.setAll(
                    gains,
                    row -> IntStream.range(0, columns)
                            .mapToDouble(column -> random.nextInt(7) - 3)
                            .toArray());
            int[] chosen = Assignment.largest(gains);
            assertThat(Arrays.stream(chosen).distinct().count()).isEqualTo(rows);
            double sum = IntStream.range(0, rows)
                    .mapToDouble(row -> gains[row][chosen[row]])
                    .sum();
            assertThat(sum).isCloseTo(best(gains, 0, new boolean[columns]), within(1e-12));
        }
    }

    private static double best(double[][] gains, int row, boolean[] taken) {
        if (row == gains.length) {
            return 0;
        }
        double best = Double.NEGATIVE_INFINITY;
        for (int column = 0; column < taken.length; column++) {
            if (!taken[column]) {
                taken[column] = true;
                best = Math.max(best, gains[row][column] + best(gains, row + 1, taken));
                taken[column] = false;
            }
        }
        return best;
    }

    @Test
    void noRowsNeedNoColumns() {
        assertThat(Assignment.largest(new double[0][])).isEmpty();
    }

    @Test
    void moreRowsThanColumnsLeaveSomeOut() {
        assertThat(Assignment.largest(new double[][] {{1, 0}, {2, 2}, {5, 1}})).containsExactly(-1, 1, 0);
    }
}
