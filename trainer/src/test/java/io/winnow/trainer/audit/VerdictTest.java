package io.winnow.trainer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.calibrate.NeighbourVotes;
import io.winnow.trainer.evaluate.ConfidentLearning;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.evaluate.Temperature;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final int N = 4000;

    /**
     * A tenth of the labels of two classes is wrong. The models give the right class a probability that is uniform between .5 and 1, so each
     * of the other labels seems wrong with a probability of a quarter on average.
     */
    private static LabelAudit audit(boolean[] wrong) {
        Random random = new Random(7);
        int[] given = new int[N];
        double[] probabilities = new double[2 * N];
        for (int i = 0; i < N; i++) {
            int truth = i % 2;
            wrong[i] = random.nextInt(10) == 0;
            given[i] = wrong[i] ? 1 - truth : truth;
            probabilities[2 * i + truth] = 0.5 + random.nextDouble() / 2;
            probabilities[2 * i + 1 - truth] = 1 - probabilities[2 * i + truth];
        }
        ConfidentLearning joint = ConfidentLearning.of(probabilities, given, 2);
        Opinion opinion = Opinion.of(probabilities, given, 2);
        return new LabelAudit(
                new ClassLabels(given, List.of("a", "b")),
                Map.of(LabelAudit.MEAN, opinion),
                joint,
                new boolean[N],
                opinion,
                new NeighbourVotes(new int[0], 0));
    }

    private static double mean(float[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
    }

    @Test
    void withoutAnswersProbabilitiesAgreeWithTheGuess() {
        boolean[] wrong = new boolean[N];
        LabelAudit audit = audit(wrong);
        Verdict verdict = Verdict.of(audit, LabelAudit.MEAN, Optional.empty());
        assertThat(mean(verdict.opinion().wrong())).isGreaterThan(0.25);
        assertThat(verdict.estimate().share()).isCloseTo(0.1, within(0.04));
        assertThat(0.1).isBetween(verdict.estimate().low(), verdict.estimate().high());
        assertThat(verdict.estimate().low()).isPositive();
        assertThat(mean(verdict.wrong())).isCloseTo(verdict.estimate().share(), within(1e-4));
        assertThat(verdict.calibrated()).isFalse();
        assertThat(verdict.estimate().sentence()).startsWith("The models guess that");
        assertThat(Ranks.descending(verdict.wrong()))
                .containsExactly(Ranks.descending(verdict.opinion().wrong()));
    }

    /**
     * The log-odds of the models are 1.5 too high and their slope is right, as for a model that adds its own ignorance: labels are wrong with
     * the probability that the log-odds less 1.5 say.
     */
    @Test
    void answersCalibrateTheProbabilities() {
        Random random = new Random(5);
        float[] scores = new float[N];
        double[] right = new double[N];
        boolean[] wrong = new boolean[N];
        for (int i = 0; i < N; i++) {
            double logOdds = 2 * random.nextGaussian();
            scores[i] = (float) (1 / (1 + Math.exp(-logOdds)));
            right[i] = 1 / (1 + Math.exp(1.5 - logOdds));
            wrong[i] = random.nextDouble() < right[i];
        }
        for (int answers : new int[] {100, 500}) {
            int[] rows = CheckSheet.draw(N, answers, 3);
            boolean[] said = new boolean[rows.length];
            int count = 0;
            for (int i = 0; i < rows.length; i++) {
                said[i] = wrong[rows[i]];
                count += said[i] ? 1 : 0;
            }
            Opinion opinion = new Opinion(scores, new int[N], scores);
            LabelAudit audit = new LabelAudit(
                    new ClassLabels(new int[N], List.of("a", "b")),
                    Map.of(LabelAudit.MEAN, opinion),
                    audit(new boolean[N]).joint(),
                    new boolean[N],
                    opinion,
                    new NeighbourVotes(new int[0], 0));
            Verdict verdict = Verdict.of(audit, LabelAudit.MEAN, Optional.of(new CheckedAnswers(rows, said, 0, 0)));
            assertThat(verdict.calibrated()).isTrue();
            assertThat(verdict.estimate().share()).isEqualTo(count / (double) answers);
            assertThat(verdict.estimate().low()).isLessThan(mean(right));
            assertThat(verdict.estimate().high()).isGreaterThan(mean(right));
            assertThat(verdict.estimate().sentence()).startsWith("According to " + answers + " random examples");
            int[] order = Ranks.descending(scores);
            for (int i = 1; i < N; i++) {
                assertThat(verdict.wrong()[order[i]]).isLessThanOrEqualTo(verdict.wrong()[order[i - 1]]);
            }
            double off = IntStream.range(0, N)
                    .mapToDouble(i -> Math.abs(verdict.wrong()[i] - right[i]))
                    .average()
                    .orElseThrow();
            assertThat(off).isLessThan(answers == 100 ? 0.05 : 0.03);
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    @Test
    void fewAnswersGiveTheShareAlone() {
        LabelAudit audit = audit(new boolean[N]);
        boolean[] said = new boolean[20];
        said[3] = true;
        CheckedAnswers answers = new CheckedAnswers(IntStream.range(0, 20).toArray(), said, 2, 1);
        Verdict verdict = Verdict.of(audit, LabelAudit.MEAN, Optional.of(answers));
        assertThat(verdict.calibrated()).isFalse();
        assertThat(mean(verdict.wrong())).isCloseTo(0.05, within(1e-4));
        assertThat(answers.summary(true))
                .contains("Wrong labels: 1; right labels: 19; undecided: 2; without an answer: 1.")
                .contains("too few answers to calibrate");
    }

    @Test
    void theMostSuspiciousLabelsAreLeftOutButNotWholeClasses() {
        // Class 1 has 6 examples, all contradicted; class 0 has 34, of which 4 are contradicted. Of these 10, three are
        // left out.
        int[] given = IntStream.range(0, 40).map(i -> i < 34 ? 0 : 1).toArray();
        double[] probabilities = new double[80];
        for (int i = 0; i < 40; i++) {
            double wrong = i < 30 ? 0.1 : i < 34 ? 0.6 + 0.01 * i : 0.99;
            probabilities[2 * i + given[i]] = 1 - wrong;
            probabilities[2 * i + 1 - given[i]] = wrong;
        }
        boolean[] trusted = Pruning.trusted(Opinion.of(probabilities, given, 2), given, 2);
        int[] out = IntStream.range(0, 40).filter(i -> !trusted[i]).toArray();
        assertThat(out).containsExactly(32, 33, 34);
    }

    @Test
    void theTemperatureMakesTheGivenClassesMostLikely() {
        Random random = new Random(1);
        double[] scores = new double[3000];
        int[] given = new int[1000];
        for (int i = 0; i < 1000; i++) {
            double[] logits = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
            double[] powers = Arrays.stream(logits).map(Math::exp).toArray();
            double place = random.nextDouble() * Arrays.stream(powers).sum();
            given[i] = place < powers[0] ? 0 : place < powers[0] + powers[1] ? 1 : 2;
            for (int k = 0; k < 3; k++) {
                scores[3 * i + k] = logits[k] / 20;
            }
        }
        double[] found = scores.clone();
        Temperature.softmax(found, given, 3);
        // The scores are a twentieth of the logits from which the classes were drawn.
        double temperature = (scores[0] - scores[1]) / Math.log(found[0] / found[1]);
        assertThat(temperature).isBetween(1 / 23.0, 1 / 17.5);
    }
}
