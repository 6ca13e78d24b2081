package io.winnow.datasets.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EvenSpacingTest {
    @Test
    void gapsDifferByOneAtMost() {
        assertThat(EvenSpacing.of(10, 4)).containsExactly(0, 2, 5, 7);
        assertThat(EvenSpacing.of(3, 5)).containsExactly(0, 1, 2);
        assertThat(EvenSpacing.of(0, 5)).isEmpty();
        assertThat(EvenSpacing.of(2_000_000_000, 2)).containsExactly(0, 1_000_000_000);
    }
}
