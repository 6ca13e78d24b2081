package io.winnow.trainer.modality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.label.ClassSets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SetSimulationTest {
    private static final ClassSets COMPLETE = new ClassSets(
            IntStream.range(0, 2000)
                    .mapToObj(i -> i % 4 == 0 ? new int[0] : new int[] {0, 2})
                    .toArray(int[][]::new),
            List.of("a", "b", "c"));

    private static SetSimulation of(boolean single, Double dropped, Double known) {
        return new SetSimulation(single, Optional.ofNullable(dropped), Optional.ofNullable(known), Optional.empty(), 1);
    }

    @Test
    void onePositiveIsLeft() {
        SetSimulation.Imperfect made = of(true, null, null).of(COMPLETE);
        assertThat(made.examples()).hasSize(1500).doesNotContain(0, 4);
        assertThat(Arrays.asList(made.given().positives()))
                .allSatisfy(own -> assertThat(own).hasSize(1));
        assertThat(Arrays.asList(made.given().negatives()))
                .allSatisfy(own -> assertThat(own).isEmpty());
        double first = Arrays.stream(made.given().positives())
                .filter(own -> own[0] == 0)
                .count();
        assertThat(first / 1500).isBetween(0.45, 0.55);
    }

    @Test
    void positivesAreForgotten() {
        SetSimulation.Imperfect made = of(false, 0.4, null).of(COMPLETE);
        assertThat(made.examples()).hasSize(2000);
        double kept = Arrays.stream(made.given().positives())
                .mapToInt(own -> own.length)
                .sum();
        assertThat(kept / 3000).isBetween(0.56, 0.64);
        assertThat(made.given().complete()).isFalse();
    }

    @Test
    void aShareOfAllPairsIsKnown() {
        SetSimulation.Imperfect made = of(false, null, 0.1).of(COMPLETE);
        double known = IntStream.range(0, 2000)
                .mapToLong(i -> Arrays.stream(made.given().states(i))
                        .filter(state -> state != ClassSets.UNKNOWN)
                        .count())
                .sum();
        assertThat(known / 6000).isBetween(0.08, 0.12);
    }

    @Test
    void onlyOneWayAtATime() {
        assertThatThrownBy(() -> of(true, 0.4, null)).hasMessageContaining("single_positive");
    }
}
