package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
    /** The differences are 1, 2 and 3: mean 2, standard deviation 1, and the quantile for 2 degrees of freedom is 4.302653. */
    @Test
    void theIntervalIsThatOfStudent() {
        PairedDifference found = PairedDifference.of(new double[] {5, 1, 3}, new double[] {6, 3, 6});
        assertThat(found.first()).isEqualTo(3);
        assertThat(found.second()).isEqualTo(5);
        assertThat(found.difference()).isEqualTo(2);
        assertThat(found.high() - 2).isCloseTo(4.302653 / Math.sqrt(3), within(1e-9));
        assertThat(2 - found.low()).isCloseTo(4.302653 / Math.sqrt(3), within(1e-9));
        assertThatThrownBy(() -> PairedDifference.of(new double[1], new double[1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Published tables: 2.201 for 11, 2.131 for 15, 2.042 for 30 and 1.984 for 100 degrees of freedom. */
    @Test
    void quantilesAgreeWithTables() {
        assertThat(PairedDifference.quantile(11)).isCloseTo(2.200985, within(2e-4));
        assertThat(PairedDifference.quantile(15)).isCloseTo(2.131450, within(1e-4));
        assertThat(PairedDifference.quantile(30)).isCloseTo(2.042272, within(2e-6));
        assertThat(PairedDifference.quantile(100)).isCloseTo(1.983972, within(2e-6));
    }
}
