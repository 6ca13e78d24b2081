package io.winnow.datasets.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.inspect.ExclusionCheck;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExclusionsTest {
    private static final int CLASSES = 10;
    private static final List<String> NAMES =
            IntStream.range(0, CLASSES).mapToObj(k -> "c" + k).toList();

    private static int[] balanced(int perClass) {
        return IntStream.range(0, CLASSES * perClass).map(i -> i % CLASSES).toArray();
    }

    private static ExcludedLabels labels(int[][] excluded) {
        int[] none = new int[excluded.length];
        Arrays.fill(none, GivenNames.NONE);
        return new ExcludedLabels(excluded, none, Optional.empty(), NAMES);
    }

    /** The probabilities of ten classes are those of the specification, each for a third of the nine others. */
    @Test
    void biasedRowsHaveThreeThirds() {
        for (Exclusions.Bias bias : Exclusions.Bias.values()) {
            double[][] q = Exclusions.biased(bias, CLASSES, 3);
            for (int k = 0; k < CLASSES; k++) {
                assertThat(q[k][k]).isZero();
                double[] sorted = q[k].clone();
                Arrays.sort(sorted);
                double[] levels = bias == Exclusions.Bias.WEAK
                        ? new double[] {0.25 / 3, 0.1, 0.15}
                        : new double[] {0.01 / 3, 0.08, 0.25};
                for (int i = 1; i < CLASSES; i++) {
                    assertThat(sorted[i]).isCloseTo(levels[(i - 1) / 3], within(1e-9));
                }
            }
            assertThat(q[0]).isNotEqualTo(Exclusions.biased(bias, CLASSES, 4)[0]);
        }
    }

    @Test
    void answersFollowTheMatrix() {
        double[][] q = Exclusions.withWrong(Exclusions.biased(Exclusions.Bias.STRONG, CLASSES, 1), 0.04);
        int[] classes = balanced(5000);
        int[][] excluded = Exclusions.draw(classes, q, 1, 7);
        assertThat(excluded).isDeepEqualTo(Exclusions.draw(classes, q, 1, 7));
        ExcludedLabels known = new ExcludedLabels(excluded, classes, Optional.empty(), NAMES);
        double[][] found = known.matrix();
        for (int k = 0; k < CLASSES; k++) {
            for (int j = 0; j < CLASSES; j++) {
                // Four standard deviations of a share of 5000 draws.
                assertThat(found[k][j]).isCloseTo(q[k][j], within(4 * Math.sqrt(q[k][j] / 5000) + 1e-3));
            }
        }
    }

    @Test
    void severalAnswersExcludeDifferentClasses() {
        int[][] excluded = Exclusions.draw(balanced(20), Exclusions.uniform(CLASSES), 9, 1);
        for (int i = 0; i < excluded.length; i++) {
            int truth = i % CLASSES;
            assertThat(excluded[i]).doesNotContain(truth).doesNotHaveDuplicates();
        }
    }

    /** The share of wrong answers is the configured one, although the true class is not always shown. */
    @Test
    void peopleExcludeWhatTheyLikeToExclude() {
        int[] classes = balanced(4000);
        double[] liking = Exclusions.liking(CLASSES, 5, 2);
        assertThat(Arrays.stream(liking).sum()).isCloseTo(1, within(1e-12));
        int[][] excluded = Exclusions.shown(classes, liking, 0.04, 1, 3);
        double wrong = 0;
        double[] counts = new double[CLASSES];
        for (int i = 0; i < classes.length; i++) {
            wrong += excluded[i][0] == classes[i] ? 1.0 / classes.length : 0;
            counts[excluded[i][0]]++;
        }
        assertThat(wrong).isCloseTo(0.04, within(0.004));
        int most = IntStream.range(0, CLASSES)
                .reduce((a, b) -> liking[a] > liking[b] ? a : b)
                .orElseThrow();
        int least = IntStream.range(0, CLASSES)
                .reduce((a, b) -> liking[a] < liking[b] ? a : b)
                .orElseThrow();
        assertThat(counts[most]).isGreaterThan(2 * counts[least]);
    }

    @Test
    void theCheckSeesBiasAndNoBiasWhereThereIsNone() {
        int[] classes = balanced(600);
        ExclusionCheck even = ExclusionCheck.of(labels(Exclusions.draw(classes, Exclusions.uniform(CLASSES), 1, 5)));
        assertThat(even.warning()).isEmpty();
        assertThat(even.evenP()).isBetween(0.001, 1.0);
        double[][] q = Exclusions.biased(Exclusions.Bias.STRONG, CLASSES, 1);
        ExclusionCheck biased = ExclusionCheck.of(labels(Exclusions.draw(classes, q, 1, 5)));
        assertThat(biased.impossible()).isNotEmpty();
        assertThat(biased.warning().orElseThrow())
                .contains("the share of examples of such a class would be negative")
                .contains("Name the true class of a few hundred examples");
    }

    /** Of 40 answers, 10 were expected for each of four classes: 4 (10 + 0 + 10 + 0)^2 .. gives (100 + 0 + 100 + 0) / 10 = 20, df 3. */
    @Test
    void theTestOfEqualCountsHasAClosedForm() {
        int[][] excluded = new int[40][];
        for (int i = 0; i < 40; i++) {
            excluded[i] = new int[] {i < 20 ? 0 : i < 30 ? 1 : 2};
        }
        int[] none = new int[40];
        Arrays.fill(none, GivenNames.NONE);
        ExclusionCheck found =
                ExclusionCheck.of(new ExcludedLabels(excluded, none, Optional.empty(), List.of("a", "b", "c", "d")));
        // The tail of chi-square with three degrees of freedom: erfc(sqrt(x/2)) + sqrt(2x/pi) exp(-x/2), at x = 20.
        assertThat(found.evenP()).isCloseTo(1.6974243555282632e-4, within(1e-12));
        assertThat(found.impliedShares()).containsExactly(new double[] {-0.5, 0.25, 0.25, 1}, within(1e-12));
        assertThat(found.impossible()).isEmpty();
    }

    /** Each class is excluded equally often on the whole, but in each class only the next one: only trusted labels show it. */
    @Test
    void trustedLabelsShowBiasThatCountsHide() {
        double[][] next = new double[CLASSES][CLASSES];
        for (int k = 0; k < CLASSES; k++) {
            next[k][(k + 1) % CLASSES] = 1;
        }
        int[] classes = balanced(60);
        int[][] excluded = Exclusions.draw(classes, next, 1, 5);
        assertThat(ExclusionCheck.of(labels(excluded)).warning()).isEmpty();
        ExcludedLabels known =
                new ExcludedLabels(excluded, Exclusions.trusted(classes, 200, 9), Optional.empty(), NAMES);
        assertThat(known.trustedCount()).isEqualTo(200);
        assertThat(ExclusionCheck.of(known).trustedP()).isLessThan(1e-6);
        assertThat(ExclusionCheck.of(known).warning().orElseThrow()).contains("Use the loss forward");
    }

    @Test
    void theMatrixOfTrustedLabelsIsJoinedWithAPrior() {
        ExcludedLabels labels = new ExcludedLabels(
                new int[][] {{1}, {1, 2}, {0}, {2}},
                new int[] {0, 0, 0, GivenNames.NONE},
                Optional.empty(),
                List.of("a", "b", "c"));
        double[][] q = labels.matrix();
        // One of four trusted answers is wrong, and all answers exclude a, b and c 1, 2 and 2 times, with one more 2, 3
        // and 3 times.
        assertThat(q[1]).containsExactly(new double[] {0.75 * 2 / 5, 0.25, 0.75 * 3 / 5}, within(1e-12));
        // The prior of class a is (1/4, 3/8, 3/8), and its counts are (1, 2, 1), whatever the weight of the prior.
        assertThat(q[0][0]).isCloseTo(0.25, within(1e-12));
        assertThat(q[0][1]).isBetween(0.375, 0.5);
        assertThat(labels.distribution(3)).containsExactly(0.5, 0.5, 0);
        assertThat(labels.distribution(0)).containsExactly(1, 0, 0);
        ExcludedLabels turned = labels.renumber(new int[] {2, 1, 0}, List.of("c", "b", "a"));
        assertThat(turned.excluded()).isDeepEqualTo(new int[][] {{1}, {1, 0}, {2}, {0}});
        assertThat(turned.matrix()[2][1]).isCloseTo(q[0][1], within(1e-12));
    }

    private static double error(double[][] one, double[][] other) {
        double sum = 0;
        for (int k = 0; k < CLASSES; k++) {
            for (int j = 0; j < CLASSES; j++) {
                sum += Math.abs(one[k][j] - other[k][j]) / CLASSES;
            }
        }
        return sum;
    }

    /** The mean L1 error of a row is far below that of counts with one more for each other class, where rows are alike, and not above elsewhere. */
    @Test
    void thePriorHelpsWhereRowsAreAlike() {
        int[] classes = balanced(3000);
        double[] liking = Exclusions.liking(CLASSES, 20, 2);
        double[][] alike = new double[CLASSES][CLASSES];
        for (int k = 0; k < CLASSES; k++) {
            for (int j = 0; j < CLASSES; j++) {
                alike[k][j] = k == j ? 0.04 : 0.96 * liking[j] / (1 - liking[k]);
            }
        }
        double[][] biased = Exclusions.withWrong(Exclusions.biased(Exclusions.Bias.STRONG, CLASSES, 1), 0.04);
        for (double[][] q : List.of(alike, biased)) {
            int[][] excluded = Exclusions.draw(classes, q, 1, 5);
            int[] trusted = Exclusions.trusted(classes, 300, 6);
            double[][] counted = new double[CLASSES][CLASSES];
            for (int k = 0; k < CLASSES; k++) {
                double sum = CLASSES - 1;
                for (int i = 0; i < classes.length; i++) {
                    if (trusted[i] == k) {
                        counted[k][excluded[i][0]]++;
                        sum++;
                    }
                }
                for (int j = 0; j < CLASSES; j++) {
                    counted[k][j] = (counted[k][j] + (j == k ? 0 : 1)) / sum;
                }
            }
            double own = error(new ExcludedLabels(excluded, trusted, Optional.empty(), NAMES).matrix(), q);
            assertThat(own).isLessThan((q == alike ? 0.5 : 1) * error(counted, q));
        }
    }

    @Test
    void candidatesContainTheClassAndOthersByTheirProbability() {
        int[] classes = balanced(1000);
        double[][] joins = new double[CLASSES][CLASSES];
        joins[2][5] = 0.3;
        joins[3][4] = 1;
        int[][] candidates = CandidateSets.draw(classes, joins, 1);
        int joined = 0;
        for (int i = 0; i < classes.length; i++) {
            assertThat(candidates[i]).contains(classes[i]);
            assertThat(candidates[i]).hasSize(classes[i] == 3 ? 2 : classes[i] == 2 ? candidates[i].length : 1);
            joined += classes[i] == 2 && candidates[i].length == 2 ? 1 : 0;
        }
        assertThat(joined).isBetween(240, 360);
    }
}
