package io.winnow.datasets.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.label.Annotations;
import io.winnow.datasets.label.SimulatedAnnotators;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnnotatorReportTest {
    @Test
    void spammerScores() throws IOException {
        JsonNode cases = new ObjectMapper()
                .readTree(AnnotatorReportTest.class.getResourceAsStream("/io/winnow/datasets/inspect/agreement.json"))
                .get("cases");
        for (JsonNode each : cases) {
            double[][] confusion = IntStream.range(0, each.get("classes").asInt())
                    .mapToObj(k -> Reference.vector(each.get("confusion").get(k)))
                    .toArray(double[][]::new);
            assertThat(AnnotatorReport.spammerScore(confusion))
                    .isCloseTo(each.get("spammer score").asDouble(), within(1e-12));
        }
        assertThat(AnnotatorReport.spammerScore(new double[][] {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}}))
                .isCloseTo(1, within(1e-15));
        assertThat(AnnotatorReport.spammerScore(new double[][] {{0.3, 0.7}, {0.3, 0.7}}))
                .isZero();
    }

    /** If the classes are known, the accuracy has the distribution Beta(hits + 1, misses + 1). */
    @Test
    void accuracyByKnownClasses() {
        int[][] rows = IntStream.range(0, 20)
                .mapToObj(i -> new int[] {i < 15 ? i % 2 : 1 - i % 2})
                .toArray(int[][]::new);
        AnswerTable alone = Reference.table(2, rows);
        AnswerTable answers =
                known(alone, IntStream.range(0, 20).map(i -> i % 2).toArray());
        AnnotatorReport report =
                AnnotatorReport.of(answers, new MajorityVote().infer(answers)).get(0);
        assertThat(report.accuracy()).isCloseTo(16.0 / 22, within(1e-5));
        // the quantiles of Beta(16, 6)
        assertThat(report.low()).isCloseTo(0.52834, within(2e-4));
        assertThat(report.high()).isCloseTo(0.88719, within(2e-4));
        assertThat(report.agreement()).isEqualTo(0.75);
        // without known classes, nobody can judge an annotator who is alone
        AnnotatorReport unknown =
                AnnotatorReport.of(alone, new OneCoin(false).infer(alone)).get(0);
        assertThat(unknown.accuracy()).isNull();
        assertThat(unknown.judged()).isZero();
        assertThat(unknown.finding()).isEqualTo(AnnotatorReport.Finding.FEW_ANSWERS);
    }

    static AnswerTable known(AnswerTable answers, int[] known) {
        return new AnswerTable(
                answers.classes(),
                answers.annotators(),
                answers.starts(),
                answers.voters(),
                answers.labels(),
                answers.order(),
                known);
    }

    /** The 95% intervals contain nearly all of the shares of right answers, which are not known to the method. */
    @Test
    void intervalsCoverTheTruth() {
        int items = 1_000;
        int annotators = 20;
        int[] truth = IntStream.range(0, items).map(i -> i % 4).toArray();
        double[] right =
                IntStream.range(0, annotators).mapToDouble(a -> 0.4 + 0.025 * a).toArray();
        Annotations votes = SimulatedAnnotators.uniform(right, 4)
                .label(truth, Collections.nCopies(items, ""), Reference.names(4), 5, 3);
        AnswerTable answers = AnswerTable.of(votes);
        List<AnnotatorReport> reports = AnnotatorReport.of(answers, new OneCoin(false).infer(answers));
        long covered = IntStream.range(0, annotators)
                .filter(a -> reports.get(a).low() < right[a]
                        && right[a] < reports.get(a).high())
                .count();
        assertThat(covered).isGreaterThanOrEqualTo(17);
        assertThat(reports).allMatch(each -> each.high() - each.low() < 0.16);
    }

    /** One annotator always names the wrong one of two classes, and another one always the same class. */
    @ParameterizedTest
    @EnumSource(
            value = TruthAlgorithm.class,
            names = {"ONE_COIN", "DAWID_SKENE", "GLAD", "MACE", "IBCC", "WAWA", "BWA"})
    void adversariesAndSpammersAreFound(TruthAlgorithm method) {
        int[][] rows = IntStream.range(0, 60)
                .mapToObj(i -> new int[] {i % 2, i % 2, i % 7 == 0 ? 1 - i % 2 : i % 2, i % 2, 1 - i % 2, 0})
                .toArray(int[][]::new);
        AnswerTable answers = Reference.table(2, rows);
        TruthEstimate estimate = method.method().infer(answers);
        assertThat(IntStream.range(0, 60)).allMatch(i -> estimate.label(i) == i % 2);
        List<AnnotatorReport.Finding> findings = AnnotatorReport.of(answers, estimate).stream()
                .map(AnnotatorReport::finding)
                .toList();
        assertThat(findings)
                .containsExactly(
                        AnnotatorReport.Finding.NOTHING,
                        AnnotatorReport.Finding.NOTHING,
                        AnnotatorReport.Finding.NOTHING,
                        AnnotatorReport.Finding.NOTHING,
                        AnnotatorReport.Finding.BELOW_CHANCE,
                        AnnotatorReport.Finding.SPAMMER);
        double[] adversary = {0, 1};
        if (estimate.model() instanceof Abilities glad) {
            adversary = new double[] {glad.abilities()[4], 0};
        } else if (estimate.model() instanceof Accuracies coin) {
            adversary = new double[] {coin.right()[4], 0.5};
        } else if (estimate.model() instanceof Guessing mace) {
            adversary = new double[] {mace.knows()[4], 0.1};
        }
        assertThat(adversary[0]).isLessThan(adversary[1]);
    }

    /** What the others say is what the method infers without the annotator, if its parameters stay. */
    @Test
    void anAnswerIsLeftOut() {
        int[][] rows = {{0, 1, 1}, {1, 1, 0}, {0, 0, -1}, {2, 1, 2}};
        AnswerTable answers = Reference.table(3, rows);
        TruthEstimate estimate = new OneCoin(false).infer(answers);
        double[] odds = Arrays.stream(((Accuracies) estimate.model()).right())
                .map(right -> Math.exp(Accuracies.logOdds(right, 3)))
                .toArray();
        double[] expected = Posteriors.normalised(new double[] {1, odds[1], odds[2]});
        double[] others = estimate.model().without(answers, 3, 8, estimate.posterior()[3]);
        // item 3 without its first annotator: the second says 1, the third 2
        Reference.same(others, expected, 1e-9);
        Reference.same(
                new MajorityVote().infer(answers).model().without(answers, 0, 0, new double[3]),
                new double[] {0, 1, 0},
                1e-12);
    }
}
