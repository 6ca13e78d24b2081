package io.winnow.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundStateTest {
    private static RoundState state(float value, long computed) {
        return new RoundState(Map.of("values", new float[] {value, 2 * value}), 1, 5, value, 1, 40, 7, computed);
    }

    @Test
    void sumsAreOfAllWorkersAndTheTimeIsThatOfTheSlowest() {
        RoundState first = state(1, 30);
        RoundState sum = RoundState.sum(List.of(first, state(3, 90), state(5, 20)));
        assertThat(sum.mean("values")).containsExactly(3, 6);
        assertThat(sum.workers()).isEqualTo(3);
        assertThat(sum.steps()).isEqualTo(15);
        assertThat(sum.loss()).isEqualTo(9);
        assertThat(sum.examples()).isEqualTo(120);
        assertThat(sum.computed()).isEqualTo(90);
        assertThat(first.arrays().get("values")).containsExactly(1, 2);
    }

    @Test
    void bytesKeepEverything() {
        RoundState state =
                RoundState.of(RoundState.sum(List.of(state(1, 2), state(4, 3))).toBytes());
        assertThat(state.arrays().get("values")).containsExactly(5, 10);
        assertThat(state.loss()).isEqualTo(5);
        assertThat(state.waited()).isEqualTo(14);
        assertThat(state.computed()).isEqualTo(3);
    }
}
