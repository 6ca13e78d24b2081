package io.winnow.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.GradientCheck;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossesTest {
    /** For orthogonal vectors, the cosine with the query's own key is 1 and the cosines with the queue are 0. */
    @Test
    void infoNceOfOrthogonalKeysHasAClosedForm() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray q = manager.create(new double[] {2, 0, 0, 0}, new Shape(1, 4));
            NDArray queue = manager.create(new double[] {0, 1, 0, 0, 0, 0, 1, 0}, new Shape(2, 4));
            double expected = Math.log(Math.exp(1 / 0.2) + 2) - 1 / 0.2;
            assertThat(Losses.infoNce(q, q, queue, 0.2).getDouble()).isCloseTo(expected, within(1e-12));
        }
    }

    @Test
    void infoNceDifferentiatesQueriesOnly() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray q = manager.randomNormal(new Shape(4, 5), DataType.FLOAT64);
            NDArray k = manager.randomNormal(new Shape(4, 5), DataType.FLOAT64);
            NDArray queue = Losses.unitRows(manager.randomNormal(new Shape(7, 5), DataType.FLOAT64));
            GradientCheck.function(List.of(q), () -> Losses.infoNce(q, k, queue, 0.1));
        }
    }

    @Test
    void crossEntropySmoothsTowardsUniform() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(new double[] {0, Math.log(3)}, new Shape(1, 2));
            NDArray classes = manager.create(new long[] {1});
            // The logits give the probabilities 1/4 and 3/4.
            assertThat(Losses.crossEntropy(logits, classes, 0).getDouble()).isCloseTo(Math.log(4.0 / 3), within(1e-12));
            assertThat(Losses.crossEntropy(logits, classes, 0.2).getDouble())
                    .isCloseTo(0.9 * Math.log(4.0 / 3) + 0.1 * Math.log(4), within(1e-12));
            GradientCheck.function(List.of(logits), () -> Losses.crossEntropy(logits, classes, 0.1));
        }
    }

    @Test
    void binaryCrossEntropyIsTheMeanOverClasses() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(new double[] {0, Math.log(3)}, new Shape(1, 2));
            NDArray targets = manager.create(new double[] {1, 0}, new Shape(1, 2));
            assertThat(Losses.binaryCrossEntropy(logits, targets).getDouble())
                    .isCloseTo((Math.log(2) + Math.log(4)) / 2, within(1e-12));
            GradientCheck.function(List.of(logits), () -> Losses.binaryCrossEntropy(logits, targets));
        }
    }
}
