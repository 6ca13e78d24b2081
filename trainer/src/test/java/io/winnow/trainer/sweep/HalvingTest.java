package io.winnow.trainer.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.trainer.config.Span;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rungs of successive halving, by the formulas n_i = floor(n / eta^i) and r_i = R / eta^(s - i). */
class HalvingTest {
    private static List<Integer> trials(Halving halving) {
        return halving.rungs().stream().map(Halving.Rung::trials).toList();
    }

    private static List<String> durations(Halving halving) {
        return halving.rungs().stream().map(Halving.Rung::written).toList();
    }

    /** The bracket with s = 0 of table 1 of Hyperband (Li et al., JMLR 2018, there for R = 81): 81 trials of 1, 27 of 3, .. 1 of 81. */
    @Test
    void rungsOfHyperband() {
        Halving halving = Halving.of(81, Span.ofEpochs(81), 3, Optional.empty());
        assertThat(trials(halving)).containsExactly(81, 27, 9, 3, 1);
        assertThat(durations(halving))
                .containsExactly("{epochs: 1}", "{epochs: 3}", "{epochs: 9}", "{epochs: 27}", "{epochs: 81}");
    }

    @Test
    void partsAreRoundedAndTheLastRungHasTheWholeDuration() {
        Halving halving = Halving.of(10, Span.ofEpochs(20), 3, Optional.empty());
        assertThat(trials(halving)).containsExactly(10, 3, 1);
        assertThat(durations(halving)).containsExactly("{epochs: 2}", "{epochs: 7}", "{epochs: 20}");
        halving = Halving.of(11, Span.ofSteps(100), 2, Optional.empty());
        assertThat(trials(halving)).containsExactly(11, 5, 2, 1);
        assertThat(durations(halving)).containsExactly("{steps: 13}", "{steps: 25}", "{steps: 50}", "{steps: 100}");
        halving = Halving.of(11, Span.ofExamples(1000), 4, Optional.of(2));
        assertThat(trials(halving)).containsExactly(11, 2);
        assertThat(durations(halving)).containsExactly("{examples: 250}", "{examples: 1000}");
        assertThat(durations(Halving.of(4, Span.ofEpochs(2.5), 2, Optional.of(2))))
                .containsExactly("{epochs: 1.25}", "{epochs: 2.5}");
    }

    /** Neither fewer trials than one nor less than an epoch: 3 epochs with eta 3 allow two rungs, however many trials there are. */
    @Test
    void bothTrialsAndDurationLimitTheRungs() {
        assertThat(trials(Halving.of(1000, Span.ofEpochs(3), 3, Optional.empty())))
                .containsExactly(1000, 333);
        assertThat(trials(Halving.of(3, Span.ofEpochs(1000), 3, Optional.empty())))
                .containsExactly(3, 1);
        assertThatThrownBy(() -> Halving.of(2, Span.ofEpochs(100), 3, Optional.empty()))
                .hasMessageContaining("2 trials and a duration of {epochs: 100} with --eta 3 allow only one");
        assertThatThrownBy(() -> Halving.of(100, Span.ofEpochs(2), 3, Optional.empty()))
                .hasMessageContaining("allow only one");
        assertThatThrownBy(() -> Halving.of(9, Span.ofEpochs(9), 3, Optional.of(4)))
                .hasMessageContaining("--rungs must be from 2 to 3");
        assertThatThrownBy(() -> Halving.of(9, Span.ofEpochs(9), 3, Optional.of(1)))
                .hasMessageContaining("found 1");
        assertThatThrownBy(() -> Halving.of(9, Span.ofEpochs(9), 1, Optional.empty()))
                .hasMessageContaining("--eta must be at least 2");
    }
}
