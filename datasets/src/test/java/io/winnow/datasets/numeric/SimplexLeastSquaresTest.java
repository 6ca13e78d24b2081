package io.winnow.datasets.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SimplexLeastSquaresTest {
    @Test
    void theMinimumMeetsTheConditionsOfOptimality() {
        CounterRandom random = CounterRandom.of(5);
        for (int trial = 0; trial < 500; trial++) {
            int rows = 2 + random.nextInt(12);
            int columns = 1 + random.nextInt(rows);
            double[][] matrix = new double[rows][columns];
            for (double[] row : matrix) {
                Arrays.setAll(row, i -> random.nextDouble());
            }
            double[] target = new double[rows];
            Arrays.setAll(target, i -> 2 * random.nextDouble() - 0.5);
            double[] q = new SimplexLeastSquares(matrix).solve(target);
            assertThat(Arrays.stream(q).sum()).isCloseTo(1, within(1e-9));
            double[] slope = new double[columns];
            for (int d = 0; d < rows; d++) {
                double residual = -target[d];
                for (int k = 0; k < columns; k++) {
                    residual += matrix[d][k] * q[k];
                }
                for (int k = 0; k < columns; k++) {
                    slope[k] += residual * matrix[d][k];
                }
            }
            // The slope is the least, and the same, at all positive entries (Karush, Kuhn and Tucker).
            double least = Arrays.stream(slope).min().orElseThrow();
            for (int k = 0; k < columns; k++) {
                assertThat(q[k]).isNotNegative();
                if (q[k] > 0) {
                    assertThat(slope[k]).isCloseTo(least, within(1e-9));
                }
            }
        }
    }

    @Test
    void equalColumnsAndPointsOutsideHaveAnAnswer() {
        double[][] equal = {{0.5, 0.5, 0.1}, {0.5, 0.5, 0.9}};
        double[] q = new SimplexLeastSquares(equal).solve(new double[] {0.5, 0.5});
        assertThat(q[2]).isCloseTo(0, within(1e-9));
        assertThat(q[0] + q[1]).isCloseTo(1, within(1e-9));
        double[][] corners = {{1, 0}, {0, 1}};
        assertThat(new SimplexLeastSquares(corners).solve(new double[] {3, -1})).containsExactly(1, 0);
        assertThat(new SimplexLeastSquares(corners).solve(new double[] {0.3, 0.7}))
                .containsExactly(new double[] {0.3, 0.7}, within(1e-9));
    }
}
