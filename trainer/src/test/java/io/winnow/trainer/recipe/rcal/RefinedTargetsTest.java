package io.winnow.trainer.recipe.rcal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

class RefinedTargetsTest {
    private static final Refinement.Guess OPTIONS = new Refinement.Guess(2, 0.5, 0.5);
    private static final int[] GIVEN = {0, 0, 1, 1, 0, 1};
    /** According to the guesses, the last two labels are wrong. */
    private static final float[] GUESSES = {0.9f, 0.1f, 0.88f, 0.12f, 0.1f, 0.9f, 0.11f, 0.89f, 0.1f, 0.9f, 0.9f, 0.1f};

    @Test
    void ignoredLabelIsReplacedByTheSharpenedGuess() {
        float[] targets = RefinedTargets.of(GUESSES, GIVEN, 2, OPTIONS);
        for (int i = 0; i < 4; i++) {
            assertThat(targets[2 * i + GIVEN[i]]).isCloseTo(1, within(1e-4f));
        }
        // 0.9^2 / (0.9^2 + 0.1^2)
        assertThat(targets[9]).isCloseTo(0.81f / 0.82f, within(1e-4f));
        assertThat(targets[10]).isCloseTo(0.81f / 0.82f, within(1e-4f));
    }

    @Test
    void labelsThatAgreeWithTheGuessesStay() {
        assertThat(Refinement.LeaveOut.agreeing(GUESSES, GIVEN, new boolean[6])).containsExactly(0, 1, 2, 3);
    }

    /** A trusted label stays, whatever the guess is; the targets of the others are those without it. */
    @Test
    void trustedLabelsStay() {
        boolean[] trusted = {false, false, false, false, true, false};
        assertThat(Refinement.LeaveOut.agreeing(GUESSES, GIVEN, trusted)).containsExactly(0, 1, 2, 3, 4);
        try (NDManager manager = NDManager.newBaseManager()) {
            RefinedTargets refined = new RefinedTargets(OPTIONS, GUESSES, GIVEN, trusted, manager);
            refined.begin(0, () -> GUESSES);
            float[] expected = RefinedTargets.of(GUESSES, GIVEN, 2, OPTIONS);
            expected[8] = 1;
            expected[9] = 0;
            assertThat(refined.targets().toFloatArray()).containsExactly(expected);
        }
    }

    @Test
    void classWithoutAgreementKeepsItsMostLikelyExample() {
        float[] guesses = {0.9f, 0.1f, 0, 0.7f, 0.3f, 0, 0.6f, 0.4f, 0};
        // There are no examples of the third class, so it has none to keep.
        assertThat(Refinement.LeaveOut.agreeing(guesses, new int[] {0, 1, 1}, new boolean[3]))
                .containsExactly(0, 2);
    }

    @Test
    void roundsAreRegularAndTheFirstNeedsNoClassifier() {
        try (NDManager manager = NDManager.newBaseManager()) {
            RefinedTargets refined = new RefinedTargets(OPTIONS, GUESSES, GIVEN, new boolean[6], manager);
            refined.begin(0, () -> {
                throw new AssertionError("asked too early");
            });
            assertThat(refined.targets().toFloatArray()).containsExactly(RefinedTargets.of(GUESSES, GIVEN, 2, OPTIONS));
            refined.begin(0.49, () -> {
                throw new AssertionError("asked too early");
            });
            // A classifier that is certain of the given labels moves the guesses towards them.
            refined.begin(0.5, () -> new float[] {1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1});
            assertThat(refined.targets().toFloatArray()[9]).isLessThan(0.81f / 0.82f);
            float[] before = refined.targets().toFloatArray();
            refined.begin(0.99, () -> {
                throw new AssertionError("asked twice");
            });
            assertThat(refined.targets().toFloatArray()).containsExactly(before);
        }
    }
}
