package io.winnow.trainer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class TrainingDynamicsTest {
    /** By numpy from twice the mean logits (see {@code AveragedProbeTest}), whose log-odds are shifted to a mean of .3. */
    private static final double[] WRONG = {3e-05, 0.81138, 0.20458, 0.0, 0.0, 0.18005, 0.90395};

    @Test
    void marginsAreShiftedToWhatOthersSay() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(new float[] {0, 0, 1, 0, 0, 2, 3, 1, 4, 0, 3, 3, 1, 1}, new Shape(7, 2));
            float[] unseen = {0.1f, 0.5f, 0.3f, 0.3f, 0.2f, 0.4f, 0.3f};
            float[] wrong = TrainingDynamics.wrong(z, new int[] {0, 0, 1, 2, 2, 1, 2}, 3, unseen, said -> {});
            for (int i = 0; i < WRONG.length; i++) {
                assertThat((double) wrong[i]).isCloseTo(WRONG[i], within(0.002));
            }
        }
    }

    @Test
    void aSingleClassIsNeverWrong() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] wrong =
                    TrainingDynamics.wrong(manager.ones(new Shape(4, 2)), new int[4], 1, new float[4], said -> {});
            assertThat(wrong).containsOnly(0f);
        }
    }
}
