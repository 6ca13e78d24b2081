package io.winnow.datasets.truth;

import static io.winnow.datasets.truth.Reference.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.label.Annotations;
import io.winnow.datasets.label.SimulatedAnnotators;
import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every method: symmetries, known classes, and cases at the edge. */
class TruthPropertiesTest {
    private static final int ITEMS = 40;

    /** Answers of five annotators, some of which are missing. */
    private static int[][] rows(int classes) {
        int[][] rows = new int[ITEMS][5];
        CounterRandom random = CounterRandom.of(5);
        for (int i = 0; i < ITEMS; i++) {
            for (int a = 0; a < 5; a++) {
                boolean right = random.nextBoolean(0.5 + 0.1 * a);
                rows[i][a] = right ? i % classes : (i + 1 + random.nextInt(classes - 1)) % classes;
                rows[i][a] = random.nextBoolean(0.1) ? -1 : rows[i][a];
            }
        }
        return rows;
    }

    @ParameterizedTest
    @EnumSource(value = TruthAlgorithm.class)
    void probabilitiesSumToOneAndFindTheTruth(TruthAlgorithm method) {
        TruthEstimate estimate = method.method().infer(Reference.table(3, rows(3)));
        for (double[] row : estimate.posterior()) {
            assertThat(Arrays.stream(row).sum()).isCloseTo(1, within(1e-9));
            assertThat(Arrays.stream(row)).allMatch(p -> p >= 0 && p <= 1 + 1e-12);
        }
        long right = IntStream.range(0, ITEMS)
                .filter(i -> estimate.label(i) == i % 3)
                .count();
        assertThat(right).isGreaterThan(34);
    }

    /**
     * Items, annotators and classes in another order give the same results in that order. Random starts and orders are left out, and other
     * classes where the first one wins ties.
     */
    @ParameterizedTest
    @EnumSource(
            value = TruthAlgorithm.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"EBCC", "STREAMING"})
    void orderDoesNotMatter(TruthAlgorithm method) {
        int[][] rows = rows(3);
        boolean tied = EnumSet.of(TruthAlgorithm.WAWA, TruthAlgorithm.ZERO_BASED, TruthAlgorithm.IWMV)
                .contains(method);
        int[] classes = tied ? new int[] {0, 1, 2} : new int[] {2, 0, 1};
        int[][] permuted = new int[ITEMS][5];
        for (int i = 0; i < ITEMS; i++) {
            for (int a = 0; a < 5; a++) {
                int said = rows[i][a];
                permuted[ITEMS - 1 - i][4 - a] = said < 0 ? -1 : classes[said];
            }
        }
        TruthEstimate one = method.method().infer(Reference.table(3, rows));
        TruthEstimate other = method.method().infer(Reference.table(3, permuted));
        for (int i = 0; i < ITEMS; i++) {
            for (int k = 0; k < 3; k++) {
                assertThat(other.posterior()[ITEMS - 1 - i][classes[k]]).isCloseTo(one.posterior()[i][k], within(2e-4));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = TruthAlgorithm.class)
    void knownClassesAreKept(TruthAlgorithm method) {
        AnswerTable answers = Reference.table(3, rows(3));
        int[] known = new int[ITEMS];
        Arrays.fill(known, AnswerTable.UNKNOWN);
        known[3] = 2; // is 0 in truth, as all say
        TruthEstimate estimate = method.method().infer(AnnotatorReportTest.known(answers, known));
        assertThat(estimate.posterior()[3]).containsExactly(0, 0, 1);
    }

    @ParameterizedTest
    @EnumSource(value = TruthAlgorithm.class)
    void casesAtTheEdge(TruthAlgorithm method) {
        // the only class
        TruthEstimate only = method.method().infer(Reference.table(1, new int[][] {{0, 0}, {-1, 0}}));
        same(only.posterior(), new double[][] {{1}, {1}}, 0);
        // all agree; the last item has no answers
        TruthEstimate agreed = method.method().infer(Reference.table(2, new int[][] {{0, 0}, {1, 1}, {-1, -1}}));
        assertThat(agreed.label(0)).isZero();
        assertThat(agreed.label(1)).isEqualTo(1);
        same(agreed.posterior()[2], new double[] {0.5, 0.5}, 1e-3);
        // one class is never chosen
        TruthEstimate absent = method.method().infer(Reference.table(3, new int[][] {{0, 0, 1}, {1, 1, 1}}));
        assertThat(Arrays.stream(absent.posterior()[0]).sum()).isCloseTo(1, within(1e-9));
        // many answers to one item do not underflow
        int[] many = new int[2_000];
        Arrays.setAll(many, a -> a % 3 == 0 ? 1 : 0);
        TruthEstimate long1 = method.method().infer(Reference.table(2, new int[][] {many, many}));
        assertThat(long1.posterior()[0][0]).isBetween(0.5, 1.0 + 1e-12);
    }

    /** An annotator who agrees with 100 known classes is right nearly always, by the one-coin model. */
    @Test
    void knownClassesMeasureAnnotators() {
        int[][] rows = IntStream.range(0, 100)
                .mapToObj(i -> new int[] {i % 2, i % 3 == 0 ? 1 - i % 2 : i % 2})
                .toArray(int[][]::new);
        int[] known = IntStream.range(0, 100).map(i -> i % 2).toArray();
        TruthEstimate estimate = new OneCoin(false).infer(AnnotatorReportTest.known(Reference.table(2, rows), known));
        double[] right = ((Accuracies) estimate.model()).right();
        assertThat(right[0]).isGreaterThan(0.99);
        assertThat(right[1]).isCloseTo(0.66, within(1e-3));
    }

    /** The first answers, by hand: each annotator starts with the mean of Beta(2, 1). */
    @Test
    void streamingStepByStep() {
        OnlineTruth online = new OnlineTruth(2, 3, new int[] {-1, -1}, 1);
        online.add(0, 0, 1);
        double s = 2.0 / 3;
        same(online.posterior(0), new double[] {1 - s, s}, 1e-12);
        assertThat(online.accuracy(0)).isCloseTo((s + 2) / (1 + 3), within(1e-12));
        online.add(0, 1, 1);
        double odds = s / (1 - s) * s / (1 - s);
        same(online.posterior(0), new double[] {1 / (1 + odds), odds / (1 + odds)}, 1e-12);
        // the first annotator's only answer has become more probable
        assertThat(online.accuracy(0)).isCloseTo((odds / (1 + odds) + 2) / 4, within(1e-12));
    }

    @Test
    void confusionsAreChosenWhereAnnotatorsConfuseClasses() {
        int[] truth = IntStream.range(0, 400).map(i -> i % 3).toArray();
        double[] right = {0.55, 0.6, 0.65, 0.7, 0.75, 0.8};
        double[][] similarity = {{1, 0.9, 0}, {0.9, 1, 0}, {0, 0, 1}};
        Annotations votes = SimulatedAnnotators.bySimilarity(right, similarity)
                .label(truth, Collections.nCopies(truth.length, ""), Reference.names(3), 5, 2);
        AnswerTable answers = AnswerTable.of(votes);
        TruthChoice choice = TruthChoice.of(answers);
        assertThat(choice.hidden()).isEqualTo(400);
        assertThat(choice.best()).isIn(TruthAlgorithm.DAWID_SKENE, TruthAlgorithm.IBCC);
        assertThat(choice.mean(TruthAlgorithm.DAWID_SKENE)).isGreaterThan(choice.mean(TruthAlgorithm.ONE_COIN) + 0.01);
        // two answers of each item cannot spare one
        TruthChoice none = TruthChoice.of(Reference.table(2, new int[][] {{0, 0}, {1, 1}}));
        assertThat(none.scores()).isEmpty();
        assertThat(none.best()).isEqualTo(TruthAlgorithm.DAWID_SKENE);
        TruthChoice same = TruthChoice.of(Reference.table(1, new int[][] {{0, 0, 0}}), List.of(TruthAlgorithm.GLAD));
        assertThat(same.mean(TruthAlgorithm.GLAD)).isZero();
    }

    /**
     * With one annotator each, the classes are those that the annotators name, however uncertain. Estimated frequencies of the classes end in a
     * tie.
     */
    @ParameterizedTest
    @EnumSource(value = TruthAlgorithm.class, mode = EnumSource.Mode.EXCLUDE, names = "ONE_COIN_PRIOR")
    void oneAnswerEach(TruthAlgorithm method) {
        TruthEstimate estimate = method.method().infer(Reference.table(2, new int[][] {{0, -1}, {-1, 1}}));
        assertThat(estimate.label(0)).isZero();
        assertThat(estimate.label(1)).isEqualTo(1);
    }

    @Test
    void groupsOfAnnotatorsWithoutASharedItem() {
        assertThat(Reference.table(2, new int[][] {{0, 1, -1, -1}, {-1, -1, 1, 1}})
                        .groups())
                .isEqualTo(2);
        assertThat(Reference.table(2, new int[][] {{0, 1, -1, -1}, {-1, 0, 1, 1}})
                        .groups())
                .isEqualTo(1);
    }

    @Test
    void scoresShareTiesOut() {
        AnswerTable answers = Reference.table(2, new int[][] {{0, 1}, {1, 1}, {0, 0}});
        TruthScore score = TruthScore.of(new MajorityVote().infer(answers), new int[] {1, 1, AnswerTable.UNKNOWN});
        assertThat(score.items()).isEqualTo(2);
        assertThat(score.accuracy()).isEqualTo(0.75);
        // one item with confidence 0.5 and half a hit, one with 1 and a hit
        assertThat(score.calibrationError()).isCloseTo(0, within(1e-12));
        assertThat(score.logLoss()).isCloseTo(Math.log(2) / 2, within(1e-12));
        assertThat(TruthScore.of(new MajorityVote().infer(answers), new int[] {-1, -1, -1})
                        .accuracy())
                .isNull();
    }

    /** Of classes whose probabilities differ by a rounding error, the first one is the label, as for exact ties. */
    @Test
    void tiesUpToRoundingErrors() {
        TruthEstimate estimate =
                new TruthEstimate(new double[][] {{0.3, 0.1 + 0.2, 0.2, 0.2}}, new VoteWeights(new double[0]), 1, true);
        assertThat(0.1 + 0.2).isGreaterThan(0.3);
        assertThat(estimate.tied(0)).isEqualTo(2);
        assertThat(estimate.label(0)).isZero();
    }

    /** If each annotator has a twin who says the same, the accuracies stay as they are in the first round, and the logarithms of odds double. */
    @Test
    void twinsDoubleTheEvidence() {
        int[][] rows = rows(3);
        int[][] twice = Arrays.stream(rows)
                .map(own ->
                        IntStream.concat(Arrays.stream(own), Arrays.stream(own)).toArray())
                .toArray(int[][]::new);
        Stopping once = new Stopping(0, 1);
        double[][] alone =
                new OneCoin(false).estimate(Reference.table(3, rows), once).posterior();
        double[][] twins =
                new OneCoin(false).estimate(Reference.table(3, twice), once).posterior();
        for (int i = 0; i < ITEMS; i++) {
            assertThat(Math.log(twins[i][0] / twins[i][1]))
                    .isCloseTo(2 * Math.log(alone[i][0] / alone[i][1]), within(1e-9));
        }
    }

    /** Expectation maximisation climbs: the likelihood of the answers, with the smoothing as a prior, never falls. */
    @Test
    void theLikelihoodOfOneCoinNeverFalls() {
        AnswerTable answers = Reference.table(3, rows(3));
        double before = Double.NEGATIVE_INFINITY;
        for (int round = 1; round <= 12; round++) {
            double[] right = ((Accuracies) new OneCoin(false)
                            .estimate(answers, new Stopping(0, round))
                            .model())
                    .right();
            double sum = 0;
            for (double own : right) {
                sum += 0.01 * Math.log(own) + 2 * 0.01 * Math.log((1 - own) / 2);
            }
            for (int i = 0; i < ITEMS; i++) {
                double likelihood = 0;
                for (int k = 0; k < 3; k++) {
                    double product = 1.0 / 3;
                    for (int v = answers.starts()[i]; v < answers.starts()[i + 1]; v++) {
                        double own = right[answers.voters()[v]];
                        product *= answers.labels()[v] == k ? own : (1 - own) / 2;
                    }
                    likelihood += product;
                }
                sum += Math.log(likelihood);
            }
            assertThat(sum).isGreaterThanOrEqualTo(before - 1e-12);
            before = sum;
        }
    }
}
