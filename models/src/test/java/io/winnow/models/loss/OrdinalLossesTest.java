package io.winnow.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.GradientCheck;
import io.winnow.models.torch.Autograd;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares with closed forms and finite differences. */
class OrdinalLossesTest {
    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void probabilitiesAreDifferencesAndSumToOne() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray cumulative = manager.create(new double[] {2, 0.5, -1}, new Shape(1, 3));
            assertThat(OrdinalLosses.probabilities(cumulative).toDoubleArray())
                    .containsExactly(
                            new double[] {
                                1 - logistic(2), logistic(2) - logistic(0.5), logistic(0.5) - logistic(-1), logistic(-1)
                            },
                            within(1e-12));
        }
    }

    /** Three annotators say 0, 2 and 2 of four levels, and one example is certainly of level 3. */
    @Test
    void sharesCountTheAnnotatorsAboveEachLevel() {
        float third = 1 / 3f;
        assertThat(OrdinalLosses.shares(new float[] {third, 0, 2 * third, 0, 0, 0, 0, 1}, 4))
                .containsExactly(new float[] {2 * third, 2 * third, 0, 1, 1, 1}, within(1e-6f));
    }

    @Test
    void crossEntropyIsTheWeightedMeanOfBinaryOnes() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray cumulative = manager.create(new double[] {1, -1, 0, 0}, new Shape(2, 2));
            NDArray shares = manager.create(new double[] {1, 0.25, 0, 0}, new Shape(2, 2));
            NDArray weights = manager.create(new double[] {3, 1});
            double first = (-Math.log(logistic(1)) - 0.25 * Math.log(logistic(-1)) - 0.75 * Math.log(logistic(1))) / 2;
            assertThat(OrdinalLosses.crossEntropy(shares, weights)
                            .of(cumulative)
                            .getDouble())
                    .isCloseTo((3 * first + Math.log(2)) / 4, within(1e-12));
        }
    }

    @Test
    void gradientsEqualFiniteDifferences() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray cumulative = manager.create(new double[] {2, 1, 0, 3, -1, -4, 0.5, 0.2, -1}, new Shape(3, 3));
            NDArray shares = manager.create(new double[] {1, 1, 0, 0.5, 0.5, 0, 1, 0.2, 0.1}, new Shape(3, 3));
            NDArray weights = manager.create(new double[] {1, 0.5, 2});
            GradientCheck.function(
                    List.of(cumulative),
                    () -> OrdinalLosses.crossEntropy(shares, weights).of(cumulative));
        }
    }

    /** With two levels, the loss is binary cross-entropy, and its gradient p - t. Large logits lose neither. */
    @Test
    void twoLevelsAreBinary() {
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray cumulative = manager.create(new double[] {60, -60, 0}, new Shape(3, 1));
            cumulative.setRequiresGradient(true);
            NDArray shares = manager.create(new double[] {0, 1, 1}, new Shape(3, 1));
            NDArray loss = OrdinalLosses.crossEntropy(shares, manager.create(new double[] {1, 1, 1}))
                    .of(cumulative);
            Autograd.backward(loss);
            assertThat(loss.getDouble()).isCloseTo((120 + Math.log(2)) / 3, within(1e-12));
            assertThat(cumulative.getGradient().toDoubleArray())
                    .containsExactly(new double[] {1 / 3.0, -1 / 3.0, -0.5 / 3}, within(1e-12));
        }
    }
}
