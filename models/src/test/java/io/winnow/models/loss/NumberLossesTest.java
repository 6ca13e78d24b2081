package io.winnow.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.GradientCheck;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.OutputFunction;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares with closed forms and finite differences. */
class NumberLossesTest {
    private static final double NAN = Double.NaN;

    /** Differences .5, -3 and 2 in two examples of weight 2 and 1; the second number of the second example is unknown. */
    private static void check(double squared, double absolute, double huber, DataType type, double tolerance) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray predicted = manager.create(new double[] {1.5, 1, 7, NAN}, new Shape(2, 2))
                    .toType(type, false);
            NDArray targets =
                    manager.create(new double[] {1, 4, 5, NAN}, new Shape(2, 2)).toType(type, false);
            NDArray mask =
                    manager.create(new double[] {1, 1, 1, 0}, new Shape(2, 2)).toType(type, false);
            NDArray weights = manager.create(new double[] {2, 1}).toType(type, false);
            List<OutputFunction> losses = List.of(
                    NumberLosses.squared(targets, mask, weights),
                    NumberLosses.absolute(targets, mask, weights),
                    NumberLosses.huber(targets, mask, weights, 1));
            double[] expected = {squared, absolute, huber};
            for (int i = 0; i < 3; i++) {
                predicted.setRequiresGradient(true);
                try (Autograd.Recording recording = Autograd.record()) {
                    NDArray loss = losses.get(i).of(predicted);
                    Autograd.backward(loss);
                    assertThat(loss.toType(DataType.FLOAT64, true).getDouble())
                            .isCloseTo(expected[i], within(tolerance));
                }
                double[] gradient =
                        predicted.getGradient().toType(DataType.FLOAT64, true).toDoubleArray();
                assertThat(gradient).doesNotContain(NAN);
                assertThat(gradient[3]).isZero();
                predicted.setRequiresGradient(false);
            }
        }
    }

    @Test
    void meansOverTheKnownNumbers() {
        double squared = (2 * 0.25 + 2 * 9 + 4) / 5;
        double absolute = (2 * 0.5 + 2 * 3 + 2) / 5;
        double huber = (2 * 0.125 + 2 * 2.5 + 1.5) / 5;
        check(squared, absolute, huber, DataType.FLOAT64, 1e-12);
        check(squared, absolute, huber, DataType.FLOAT32, 1e-6);
    }

    @Test
    void gradientsEqualFiniteDifferences() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray targets = manager.create(new double[] {1, 4, 5, NAN, 0, -3.5}, new Shape(3, 2));
            NDArray mask = manager.create(new double[] {1, 1, 1, 0, 1, 1}, new Shape(3, 2));
            NDArray weights = manager.create(new double[] {2, 1, 0.5});
            for (OutputFunction loss : List.of(
                    NumberLosses.squared(targets, mask, weights),
                    NumberLosses.absolute(targets, mask, weights),
                    NumberLosses.huber(targets, mask, weights, 0.7))) {
                NDArray predicted = manager.create(new double[] {1.5, 1, 7, 3, 0.2, -4}, new Shape(3, 2));
                GradientCheck.function(List.of(predicted), () -> loss.of(predicted));
            }
        }
    }

    @Test
    void aBatchWithoutKnownNumbersHasNoLoss() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray targets = manager.create(new double[] {NAN, NAN}, new Shape(2, 1));
            NDArray mask = manager.zeros(new Shape(2, 1), DataType.FLOAT64);
            NDArray weights = manager.ones(new Shape(2), DataType.FLOAT64);
            NDArray predicted = manager.ones(new Shape(2, 1), DataType.FLOAT64);
            assertThat(NumberLosses.squared(targets, mask, weights)
                            .of(predicted)
                            .getDouble())
                    .isZero();
            assertThatThrownBy(() -> NumberLosses.huber(targets, mask, weights, 0))
                    .hasMessageContaining("delta must be above 0; found 0.0");
        }
    }
}
