package io.winnow.trainer.annotate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.random.CounterRandom;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class BiasReportTest {
    /** The procedure by hand: .01 * 3, max(.03, .03 * 2), max(.06, .04 * 1). */
    @Test
    void holmCorrectsInSteps() {
        assertThat(GroupGap.holm(new double[] {0.04, 0.01, Double.NaN, 0.03}))
                .containsExactly(new double[] {0.06, 0.03, Double.NaN, 0.06}, within(1e-12));
        assertThat(GroupGap.holm(new double[] {0.6, 0.7})).containsExactly(1, 1);
    }

    /**
     * Of 6 items, 3 are errors, and all 3 items of the group are: of the 20 ways to choose the group, 2 have a difference of 1 in size, so
     * the probability is .1.
     */
    @Test
    void permutationsAgreeWithCounting() {
        boolean[] wrong = {true, true, true, false, false, false};
        boolean[][] member = {{true}, {true}, {true}, {false}, {false}, {false}};
        GroupGap gap = GroupGap.of(wrong, member, 1);
        assertThat(gap.difference()).containsExactly(1);
        // Three standard errors of .1 in 1,000 permutations.
        assertThat(gap.p()[0]).isCloseTo(0.1, within(0.029));
        assertThat(gap.largest()).isNaN();
    }

    @Test
    void ratesAreThoseOfTheTable() {
        int n = 40;
        boolean[] said = new boolean[n];
        boolean[] right = new boolean[n];
        boolean[][] member = new boolean[n][2];
        for (int i = 0; i < n; i++) {
            right[i] = i < 20;
            said[i] = i < 15 || i >= 38;
            member[i][0] = true;
            member[i][1] = i == 0;
        }
        BiasReport report = BiasReport.of("m", said, right, List.of("all", "few"), member, 1);
        BiasReport.Group all = report.groups().get(0);
        assertThat(all.misses().share()).isEqualTo(0.25);
        assertThat(all.falseAlarms().share()).isEqualTo(0.1);
        // Wilson's interval of 5 in 20, by its formula.
        assertThat(all.misses().low()).isCloseTo(0.1119, within(1e-4));
        assertThat(all.misses().high()).isCloseTo(0.4687, within(1e-4));
        // Observed agreement 33/40, expected (20 * 17 + 20 * 23) / 1600 = .5.
        assertThat(all.kappa()).isCloseTo((33 / 40.0 - 0.5) / 0.5, within(1e-12));
        assertThat(report.groups().get(1).large()).isFalse();
        assertThat(report.misses().orElseThrow().difference()).hasSize(1).containsExactly(Double.NaN);
    }

    /** An annotator overlooks 40% in one group and 10% elsewhere; an honest one 20% everywhere. Groups overlap. */
    @Test
    void aBiasIsFoundAndItsAbsenceIsNot() {
        int n = 1200;
        boolean[] biased = new boolean[n];
        boolean[] fair = new boolean[n];
        boolean[] right = new boolean[n];
        boolean[][] member = new boolean[n][3];
        CounterRandom random = CounterRandom.of(7);
        for (int i = 0; i < n; i++) {
            for (int g = 0; g < 3; g++) {
                member[i][g] = random.nextBoolean(0.3);
            }
            right[i] = random.nextBoolean(0.5);
            biased[i] = right[i] && !random.nextBoolean(member[i][1] ? 0.4 : 0.1);
            fair[i] = right[i] && !random.nextBoolean(0.2);
        }
        List<String> names = List.of("a", "b", "c");
        GroupGap found =
                BiasReport.of("m", biased, right, names, member, 1).misses().orElseThrow();
        assertThat(found.p()[1]).isLessThan(0.01);
        assertThat(found.difference()[1]).isCloseTo(0.3, within(0.12));
        assertThat(found.p()[0]).isGreaterThan(0.05);
        assertThat(found.largestP()).isLessThan(0.05);
        GroupGap none =
                BiasReport.of("m", fair, right, names, member, 1).misses().orElseThrow();
        assertThat(DoubleStream.of(none.p()).min().orElseThrow()).isGreaterThan(0.05);
        assertThat(BiasReport.of("m", fair, right, names, member, 1)
                        .falseAlarms()
                        .orElseThrow()
                        .difference())
                .containsOnly(0);
    }
}
