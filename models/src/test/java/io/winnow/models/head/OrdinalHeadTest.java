package io.winnow.models.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.GradientCheck;
import io.winnow.models.loss.OrdinalLosses;
import org.junit.jupiter.api.Test;

/** Compares with closed forms and finite differences. */
class OrdinalHeadTest {
    private static OrdinalHead head(NDManager manager, int levels) {
        OrdinalHead head = new OrdinalHead(3, levels);
        head.initialize(manager, DataType.FLOAT64, new Shape());
        return head;
    }

    private static NDArray logits(OrdinalHead head, NDArray x) {
        return head.forward(new ParameterStore(x.getManager(), false), new NDList(x), true)
                .singletonOrThrow();
    }

    @Test
    void allLevelsAreEquallyProbableAtTheStart() {
        for (int levels : new int[] {2, 3, 10}) {
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray logits = logits(head(manager, levels), manager.zeros(new Shape(1, 3), DataType.FLOAT64));
                assertThat(logits.getShape()).isEqualTo(new Shape(1, levels - 1));
                for (double probability : OrdinalLosses.probabilities(logits).toDoubleArray()) {
                    assertThat(probability).isCloseTo(1.0 / levels, within(1e-6));
                }
            }
        }
    }

    /** Thresholds 1, 0 and -3 mean 1, 1 - softplus(0) and softplus(-3) less than that. */
    @Test
    void thresholdsFallBySoftplus() {
        try (NDManager manager = NDManager.newBaseManager()) {
            OrdinalHead head = head(manager, 4);
            head.getParameters().get("score.weight").getArray().set(new double[] {1, 2, 3});
            head.getParameters().get("thresholds").getArray().set(new double[] {1, 0, -3});
            NDArray x = manager.create(new double[] {1, -1, 1, 0, 0, 0}, new Shape(2, 3));
            double second = 1 - Math.log(2);
            double third = second - Math.log1p(Math.exp(-3));
            assertThat(logits(head, x).toDoubleArray())
                    .containsExactly(new double[] {3, second + 2, third + 2, 1, second, third}, within(1e-12));
        }
    }

    @Test
    void gradientsReachScoresAndThresholds() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new double[] {0.3, -2, 1, 0.5, 0.1, -1}, new Shape(2, 3));
            GradientCheck.block(head(manager, 4), x, true);
        }
    }
}
