package io.winnow.trainer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.trainer.evaluate.ConfidentLearning;
import io.winnow.trainer.evaluate.Proportion;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NoiseEstimateTest {
    private static final int N = 800;

    /** Two classes of 400; confidence falls with the row. */
    private static Opinion opinion() {
        Opinion opinion = new Opinion(new float[N], new int[N], new float[N]);
        for (int i = 0; i < N; i++) {
            opinion.suggested()[i] = i % 2;
            opinion.confidence()[i] = 1 - i / (2f * N);
        }
        return opinion;
    }

    /** Labels as suggested, but for these rows. */
    private static int[] given(int... contradicted) {
        int[] given = opinion().suggested().clone();
        for (int row : contradicted) {
            given[row] = 1 - given[row];
        }
        return given;
    }

    private static ConfidentLearning joint(double wrong) {
        return new ConfidentLearning(new double[2], new int[N], new int[2][2], new double[][] {
            {400, 0}, {wrong, 400 - wrong}
        });
    }

    /** The twentieth of both classes are the first 40 rows, and their hundredth the first 8. */
    @Test
    void theGuessIsTheShareThatIsContradictedAmongTheSurest() {
        NoiseEstimate guess = NoiseEstimate.guess(opinion(), joint(80), given(10, 39, 40, 500));
        assertThat(guess.share()).isEqualTo(2 / 40.0);
        assertThat(guess.low()).as("none of the first 8 is contradicted").isZero();
        assertThat(guess.high())
                .isEqualTo(Math.max(80.0 / N, Proportion.of(2, 40).high()));
        assertThat(guess.answers()).isZero();
        NoiseEstimate surer = NoiseEstimate.guess(opinion(), joint(80), given(0, 1, 2, 3, 4));
        assertThat(surer.low()).isEqualTo(Proportion.of(5, 40).low());
    }

    @Test
    void theGuessIsAtMostThatOfConfidentLearning() {
        NoiseEstimate guess = NoiseEstimate.guess(opinion(), joint(4), given(10, 20, 30));
        assertThat(guess.share()).isEqualTo(4.0 / N);
        assertThat(guess.low()).isLessThanOrEqualTo(guess.share());
    }

    @Test
    void theIntervalReachesToTheShareOfAllContradictedLabels() {
        int[] rows = new int[300];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = 400 + i;
        }
        NoiseEstimate guess = NoiseEstimate.guess(opinion(), joint(8), given(rows));
        assertThat(guess.share()).isZero();
        assertThat(guess.high()).isEqualTo(300.0 / N);
    }

    /**
     * A class is a normal distribution around -1 or 1 of one number, and a tenth of the labels are swapped at random. The models know the
     * posterior, and yet contradict many labels where the classes overlap.
     */
    @Test
    void noiseIsToldFromOverlap() {
        Random random = new Random(3);
        int n = 20_000;
        int[] given = new int[n];
        double[] probabilities = new double[2 * n];
        for (int i = 0; i < n; i++) {
            int truth = i % 2;
            double x = 2 * truth - 1 + random.nextGaussian();
            given[i] = random.nextInt(10) == 0 ? 1 - truth : truth;
            double one = 1 / (1 + Math.exp(-2 * x));
            probabilities[2 * i + 1] = 0.9 * one + 0.1 * (1 - one);
            probabilities[2 * i] = 1 - probabilities[2 * i + 1];
        }
        ConfidentLearning joint = ConfidentLearning.of(probabilities, given, 2);
        NoiseEstimate guess = NoiseEstimate.guess(Opinion.of(probabilities, given, 2), joint, given);
        assertThat(joint.issues() / n).isGreaterThan(0.17);
        assertThat(guess.share()).isCloseTo(0.1, within(0.02));
        assertThat(guess.low()).isLessThan(0.1);
        assertThat(guess.high()).isGreaterThan(0.1);
    }
}
