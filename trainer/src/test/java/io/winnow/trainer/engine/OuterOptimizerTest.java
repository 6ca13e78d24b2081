package io.winnow.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OuterOptimizerTest {
    @Test
    void averageTakesTheMean() {
        OuterOptimizer outer = new OuterOptimizer(new OuterOptions.Average());
        assertThat(outer.next(new float[] {1, 2}, new float[] {3, -1})).containsExactly(3, -1);
        assertThat(outer.momentum()).isEmpty();
    }

    /** Two steps by hand: v = g, x = 1 - .5 (g + .9 v) with g = 1 - .8; then g = x - .3, v = .9 v + g. */
    @Test
    void nesterovFollowsItsDefinition() {
        OuterOptimizer outer = new OuterOptimizer(new OuterOptions.Nesterov(0.5, 0.9));
        float[] first = outer.next(new float[] {1}, new float[] {0.8f});
        assertThat(first[0]).isCloseTo(0.81f, within(1e-6f));
        float[] second = outer.next(first, new float[] {0.3f});
        double gradient = 0.81 - 0.3;
        double momentum = 0.9 * 0.2 + gradient;
        assertThat(second[0]).isCloseTo((float) (0.81 - 0.5 * (gradient + 0.9 * momentum)), within(1e-6f));
        assertThat(outer.momentum()[0]).isCloseTo((float) momentum, within(1e-6f));
    }
}
