package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.engine.LiveArrays;
import org.junit.jupiter.api.Test;

class AveragedProbeTest {
    /** By numpy, float64: columns standardised, rows scaled to a weighted mean square of 1, 200 steps with a rate of 4 and momentum .9. */
    private static final double[] LOGITS = {
        11.7079, -12.2851, 0.5772, //
        9.0273, -12.5489, 3.5216, //
        -8.3962, 7.6078, 0.7884, //
        -6.3857, -3.1302, 9.5159, //
        0.9858, -13.3405, 12.3547, //
        -26.4898, 16.7627, 9.7271, //
        -1.0247, -2.6025, 3.6272
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
