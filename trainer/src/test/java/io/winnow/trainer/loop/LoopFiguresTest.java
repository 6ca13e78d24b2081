package io.winnow.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.inspect.Kappa;
import io.winnow.trainer.select.Vectors;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Gains, curves and scores against figures computed by hand. */
class LoopFiguresTest {
    @Test
    void gainsAreMeasuredSeedBySeed() {
        List<Simulation.Point> points = List.of(
                new Simulation.Point("random", 1, 10, .5, 0, 0, 0),
                new Simulation.Point("random", 2, 10, .7, 0, 0, 0),
                new Simulation.Point("margin", 1, 10, .6, 0, 0, 0),
                new Simulation.Point("margin", 2, 10, .82, 0, 0, 0));
        Comparison.Cell cell = new Comparison("t", LoopTask.ONE_CLASS, points, Comparison.Figure.OVERALL)
                .cells()
                .get("margin")
                .get(0);
        assertThat(cell.gain()).isCloseTo(.11, within(1e-12));
        // std .01414, over sqrt 2: .01; times 12.706205
        assertThat(cell.half()).isCloseTo(.12706205, within(1e-6));
        assertThat(cell.sign()).isZero();
    }

    @Test
    void theTableOfARareClassEndsWithPrecisionAndFoundItems() {
        List<Simulation.Point> points = List.of(
                new Simulation.Point("random", 1, 10, .9, .5, .4, 3),
                new Simulation.Point("random", 1, 20, .9, .6, .5, 4),
                new Simulation.Point("random", 2, 20, .9, .7, .6, 7));
        assertThat(new Comparison("t", LoopTask.ONE_CLASS, points, Comparison.Figure.RARE).table())
                .containsExactly(
                        List.of("strategy", "10", "20", "average precision", "found"),
                        List.of("random", "0.500+-0.000", "0.650+-0.071", "0.550", "5.5"));
    }

    @Test
    void aLearningCurveIsRecovered() {
        double[] answers = {20, 40, 80, 160, 320};
        double[] accuracies = IntStream.range(0, 5)
                .mapToDouble(i -> .9 - 2 * Math.pow(answers[i], -.5))
                .toArray();
        LearningCurve curve = LearningCurve.of(answers, accuracies).orElseThrow();
        assertThat(curve.a()).isCloseTo(.9, within(1e-9));
        assertThat(curve.c()).isCloseTo(.5, within(1e-9));
        assertThat(curve.answersFor(.85).orElseThrow()).isCloseTo(1600, within(1e-4));
        assertThat(curve.answersFor(.95)).isEmpty();
        assertThat(LearningCurve.of(answers, new double[] {.9, .8, .7, .6, .5})).isEmpty();
    }

    @Test
    void kappaIsAsByHand() {
        assertThat(Kappa.cohen(new double[][] {{40, 5}, {5, 50}}, Kappa.Weights.NONE))
                .isCloseTo(.798, within(5e-4));
    }

    @Test
    void scoresOfARareClassAreAsByHand() {
        // 30 found, 20 false, 10 missed, 940 others: F1 = 60 / 90, as in the reference numbers of learning to sample.
        float[] p = new float[2000];
        int[][] truth = new int[1000][];
        for (int i = 0; i < 1000; i++) {
            truth[i] = new int[] {i < 40 ? 1 : 0};
            p[2 * i + 1] = i < 30 || (i >= 40 && i < 60) ? .9f : .1f;
            p[2 * i] = 1 - p[2 * i + 1];
        }
        TestScores scores = new TestScores(LoopTask.ONE_CLASS, new Vectors(p, 1000, 2), truth);
        assertThat(scores.f1(1)).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(scores.f1Interval(1).low()).isLessThan(2.0 / 3);
        assertThat(scores.accuracy().count()).isEqualTo(970);
    }

    @Test
    void scoresOfSeveralClassesAreAsByHand() {
        // Guesses {0}, {0, 1} and {}; truths {0}, {0} and {1}: 2 right pairs, 1 false and 1 missed one, so F1 = 4 / 6.
        float[] p = {.9f, .2f, .8f, .7f, .1f, .4f};
        int[][] truth = {{0}, {0}, {1}};
        TestScores scores = new TestScores(LoopTask.SEVERAL_CLASSES, new Vectors(p, 3, 2), truth);
        assertThat(scores.figure()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(scores.microF1().value()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(scores.accuracy().count()).isEqualTo(1);
        // F1 of class 0 is 1, and of class 1 it is 0.
        assertThat(scores.classMean().value()).isCloseTo(.5, within(1e-12));
    }
}
