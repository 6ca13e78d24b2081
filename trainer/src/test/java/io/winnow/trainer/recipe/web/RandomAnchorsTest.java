package io.winnow.trainer.recipe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Anchors that are drawn at random, as a control. */
class RandomAnchorsTest {
    private static final int[] GIVEN =
            IntStream.range(0, 60).map(i -> i < 50 ? i % 2 : 2).toArray();

    @Test
    void eachClassHasAsManyAsAskedForOrAll() {
        Trusted drawn = AnchorSource.Random.drawn(GIVEN, 12, 3);
        assertThat(drawn.rows()).isSorted().doesNotHaveDuplicates();
        for (int i = 0; i < drawn.rows().length; i++) {
            assertThat(drawn.classes()[i]).isEqualTo(GIVEN[drawn.rows()[i]]);
        }
        for (int k = 0; k < 3; k++) {
            int own = k;
            assertThat(Arrays.stream(drawn.classes()).filter(each -> each == own))
                    .hasSize(k == 2 ? 10 : 12);
        }
        assertThat(AnchorSource.Random.drawn(new int[0], 3, 1).rows()).isEmpty();
    }

    @Test
    void eachExampleIsDrawnEquallyOften() {
        int draws = 2000;
        int first = 0;
        for (int seed = 0; seed < draws; seed++) {
            first += Arrays.stream(AnchorSource.Random.drawn(GIVEN, 5, seed).rows())
                            .anyMatch(row -> row == 0)
                    ? 1
                    : 0;
        }
        // 5 of 25 examples of the class; the standard deviation of the share is 0.009.
        assertThat(first / (double) draws).isCloseTo(0.2, within(0.04));
    }
}
