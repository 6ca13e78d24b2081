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

    /** Sums of sums, as on a tree of workers, have the order of the workers, too. */
    @Test
    void gatheredArraysAreJoinedInTheOrderOfTheWorkers() {
        RoundState left = RoundState.sum(List.of(gathered(1), gathered(2, 3)));
        RoundState whole = RoundState.sum(List.of(left, gathered(4)));
        assertThat(whole.arrays().get(Team.GATHERED + "keys")).containsExactly(1, 2, 3, 4);
        assertThat(whole.workers()).isEqualTo(3);
        assertThat(whole.isBehind()).isFalse();
        assertThat(RoundState.sum(List.of(gathered(1), RoundState.behind())).isBehind())
                .isTrue();
    }

    private static RoundState gathered(float... values) {
        return RoundState.of(Map.of(Team.GATHERED + "keys", values));
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
