package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MatchingTest {
    @Test
    void noOtherMatchingHasALargerTotal() {
        CounterRandom random = CounterRandom.of(11);
        for (int trial = 0; trial < 300; trial++) {
            double[][] agreement = new double[1 + random.nextInt(5)][1 + random.nextInt(5)];
            for (double[] row : agreement) {
                Arrays.setAll(row, i -> random.nextInt(20));
            }
            int[] match = Matching.best(agreement);
            double total = 0;
            boolean[] used = new boolean[agreement[0].length];
            for (int i = 0; i < match.length; i++) {
                if (match[i] >= 0) {
                    assertThat(used[match[i]]).isFalse();
                    used[match[i]] = true;
                    total += agreement[i][match[i]];
                }
            }
            assertThat(total).isEqualTo(best(agreement, 0, new boolean[used.length]));
            assertThat(Arrays.stream(match).filter(column -> column >= 0).count())
                    .isEqualTo(Math.min(agreement.length, used.length));
        }
    }

    /** The largest total by trying all matchings. */
    private static double best(double[][] agreement, int row, boolean[] used) {
        if (row == agreement.length) {
            return 0;
        }
        double most = best(agreement, row + 1, used);
        for (int j = 0; j < used.length; j++) {
            if (!used[j]) {
                used[j] = true;
                most = Math.max(most, agreement[row][j] + best(agreement, row + 1, used));
                used[j] = false;
            }
        }
        return most;
    }
}
