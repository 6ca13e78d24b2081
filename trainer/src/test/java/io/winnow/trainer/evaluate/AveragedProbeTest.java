package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.engine.LiveArrays;
import org.junit.jupiter.api.Test;

class AveragedProbeTest {
    /** By numpy, float64: columns standardised, rows scaled to a mean square of 1, 200 steps with a rate of 4 and momentum .9. */
    private static final double[] LOGITS = {
        11.9606, -12.6820, 0.7214, //
        9.1157, -12.9231, 3.8073, //
        -8.4003, 7.5586, 0.8417, //
        -6.7544, -3.2849, 10.0394, //
        0.5812, -13.6463, 13.0651, //
        -27.1153, 16.9556, 10.1597, //
        -1.0647, -2.8028, 3.8675
    };

    @Test
    void logitsAreMeansOverTheTraining() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(new float[] {0, 0, 1, 0, 0, 2, 3, 1, 4, 0, 3, 3, 1, 1}, new Shape(7, 2));
            int before = LiveArrays.below(manager);
            int[] steps = {0};
            try (FittedProbe probe =
                            AveragedProbe.fit(z, new int[] {0, 0, 1, 2, 2, 1, 2}, 3, 200, done -> steps[0] += done);
                    NDArray logits = probe.logits(z)) {
                float[] found = logits.toFloatArray();
                for (int i = 0; i < LOGITS.length; i++) {
                    assertThat((double) found[i]).isCloseTo(LOGITS[i], within(0.01));
                }
            }
            assertThat(steps[0]).isEqualTo(200);
            assertThat(LiveArrays.below(manager)).isEqualTo(before);
        }
    }

    /** The loss is x^2 / 2. From 1: velocity 1, then .9 + .9; so the points are .9 and .72. */
    @Test
    void momentumCarriesTheDescent() {
        double[] mean = AveragedProbe.descend(
                (x, gradient) -> {
                    gradient[0] = x[0];
                    return x[0] * x[0] / 2;
                },
                0.1,
                2,
                done -> {},
                new double[] {1});
        assertThat(mean[0]).isCloseTo(0.81, within(1e-12));
    }
}
