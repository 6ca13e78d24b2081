package io.winnow.trainer.target.sets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SetTargetTest {
    /** What is known to be absent stays so. A given class that is not seen in a view is unknown there, and one that is seen is positive. */
    @Test
    void viewsHaveTheClassesThatAreSeenInThem() {
        SetTarget target = new SetTarget(List.of("a", "b", "c", "d", "e"), List.of(1, 1, 1, 1, 1), 5, null);
        float[] given = {1, 1, 0, 0, -1};
        double[] shares = {0.3, 0.1, 0.2, 0.05, 0.35};
        assertThat(target.viewTargets(0.2).orElseThrow().of(given, shares)).containsExactly(1, 0, 1, 0, -1);
        assertThat(given).containsExactly(1, 1, 0, 0, -1);
    }
}
