package io.winnow.trainer.annotate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgementTest {
    private static final List<String> LABELS = List.of("no", "yes");

    /** Probabilities .9, .6, .3 of "yes" have the mean .6: no flag for "yes", a flag of confidence .6 for "no" (section 7). */
    @Test
    void theMeanOfAnnotatorsFlagsLabels() {
        AnnotationOutcome outcome = new AnnotationOutcome(
                List.of("a"), LABELS, List.of("x", "y", "z"), new double[][][] {{{0.1, 0.9}}, {{0.4, 0.6}}, {{0.7, 0.3}}
                });
        double[][] mean = Combination.MEAN.of(outcome, new int[] {-1});
        Judgement judged = Judgement.of(
                new double[][] {mean[0], mean[0], null}, List.of("yes", "no", "no"), LABELS, List.of(), 0.5);
        assertThat(judged.flagged()).containsExactly(false, true, false);
        assertThat(judged.confidence()).containsExactly(new double[] {0.6, 0.6, 0}, within(1e-12));
        assertThat(judged.wrong()).containsExactly(new double[] {0.4, 0.6, 0}, within(1e-12));
        assertThat(judged.suggested()).containsExactly(1, 1, 0);
        assertThat(judged.sure(0.6 - 1e-9)).containsExactly(false, true, false);
        assertThat(judged.sure(0.95)).containsExactly(false, false, false);
    }

    @Test
    void aTieDoesNotContradictTheGivenLabel() {
        double[] tie = {0.5, 0.5};
        Judgement judged = Judgement.of(new double[][] {tie, tie}, List.of("yes", "no"), LABELS, List.of(), 0.5);
        assertThat(judged.flagged()).containsExactly(false, false);
        assertThat(judged.suggested()).containsExactly(1, 0);
    }

    @Test
    void neighbouringLevelsDoNotContradictEachOther() {
        List<String> labels = List.of("high", "low", "middle");
        double[] low = {0, 1, 0};
        Judgement judged = Judgement.of(
                new double[][] {low, low, low},
                List.of("low", "middle", "high"),
                labels,
                List.of("low", "middle", "high"),
                0.5);
        assertThat(judged.flagged()).containsExactly(false, false, true);
    }

    @Test
    void noMoreThanAFifthOfAClassIsFlipped() {
        double[][] probabilities = new double[10][];
        Arrays.fill(probabilities, new double[] {1, 0});
        probabilities[0] = new double[] {0.01, 0.99};
        probabilities[1] = new double[] {0.01, 0.99};
        List<String> given = Collections.nCopies(10, "no");
        assertThatCode(() -> Judgement.of(probabilities, given, LABELS, List.of(), 0.5)
                        .requireFewFlips(0.95))
                .doesNotThrowAnyException();
        probabilities[2] = new double[] {0.01, 0.99};
        assertThatThrownBy(() -> Judgement.of(probabilities, given, LABELS, List.of(), 0.5)
                        .requireFewFlips(0.95))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no (3 of 10)");
    }

    @Test
    void unknownLabelsAreReported() {
        assertThatThrownBy(() -> Judgement.of(new double[1][], List.of("yess"), LABELS, List.of(), 0.5))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Did you mean 'yes'?");
    }

    /** 80 of 100 are right at a confidence of .9, so the temperature is logit(.9) / logit(.8), and the error vanishes. */
    @Test
    void theTemperatureHasAClosedFormForTwoClasses() {
        double[][] probabilities = new double[102][];
        int[] truth = new int[102];
        for (int i = 0; i < 100; i++) {
            probabilities[i] = new double[] {0.9, 0.1};
            truth[i] = i < 80 ? 0 : 1;
        }
        probabilities[100] = new double[] {0.5, 0.5};
        truth[100] = -1;
        JudgeCalibration calibration = JudgeCalibration.of(probabilities, truth);
        assertThat(calibration.truths()).isEqualTo(100);
        assertThat(calibration.right()).isEqualTo(0.8);
        assertThat(calibration.error()).isCloseTo(0.1, within(1e-12));
        assertThat(calibration.temperature()).isCloseTo(Math.log(9) / Math.log(4), within(1e-6));
        assertThat(calibration.errorAfter()).isCloseTo(0, within(1e-6));
        assertThat(JudgeCalibration.at(new double[] {0.9, 0.1}, calibration.temperature()))
                .containsExactly(new double[] {0.8, 0.2}, within(1e-6));
        truth[0] = -1;
        assertThat(JudgeCalibration.of(probabilities, truth).temperature()).isNull();
    }

    /** Two good annotators outvote one who always says "yes"; where only he speaks, the prior decides. */
    @Test
    void annotatorsAreCombinedByTheirReliability() {
        int n = 60;
        int[] unknown = new int[n];
        Arrays.fill(unknown, -1);
        double[][][] said = new double[3][n][];
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            keys.add("k" + i);
            double[] right = i % 2 == 0 ? new double[] {1, 0} : new double[] {0, 1};
            said[0][i] = right;
            said[1][i] = i == 0 ? null : right;
            said[2][i] = new double[] {0, 1};
        }
        double[][] posterior =
                Combination.DAWID_SKENE.of(new AnnotationOutcome(keys, LABELS, List.of("a", "b", "c"), said), unknown);
        assertThat(posterior[0][0]).isGreaterThan(0.95);
        assertThat(posterior[2][0]).isGreaterThan(0.99);
        assertThat(
                        Combination.MEAN
                                .of(new AnnotationOutcome(keys, LABELS, List.of("a", "b", "c"), said), unknown)[0][0])
                .isEqualTo(0.5);
    }

    /** One annotator is right, one says the opposite, and one says nothing of use: the regression learns whom to trust. */
    @Test
    void theRegressionLearnsWhomToTrust() {
        int n = 300;
        double[][][] said = new double[3][n][];
        List<String> keys = new ArrayList<>();
        int[] truth = new int[n];
        for (int i = 0; i < n; i++) {
            keys.add("k" + i);
            int right = i * 7 % 3 == 0 ? 0 : 1;
            truth[i] = i < 200 ? right : -1;
            said[0][i] = right == 0 ? new double[] {0.6, 0.4} : new double[] {0.4, 0.6};
            said[1][i] = right == 0 ? new double[] {0.1, 0.9} : new double[] {0.9, 0.1};
            said[2][i] = i % 2 == 0 ? new double[] {0.99, 0.01} : null;
        }
        AnnotationOutcome outcome = new AnnotationOutcome(keys, LABELS, List.of("a", "b", "c"), said);
        double[][] found = Combination.REGRESSION.of(outcome, truth);
        for (int i = 0; i < n; i++) {
            assertThat(Ranks.largest(found[i])).isEqualTo(i * 7 % 3 == 0 ? 0 : 1);
            assertThat(found[i][0] + found[i][1]).isCloseTo(1, within(1e-6));
        }
        Arrays.fill(truth, 99, n, -1);
        assertThatThrownBy(() -> Combination.REGRESSION.of(outcome, truth))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("found 99");
    }
}
