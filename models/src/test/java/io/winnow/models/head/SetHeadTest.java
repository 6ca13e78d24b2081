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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares outputs with closed forms, and gradients with finite differences. */
class SetHeadTest {
    private static final int WIDTH = 4;
    private static final int CLASSES = 3;
    private static final int STEPS = 2;

    private static SetHead head(NDManager manager, DataType type) {
        SetHead head = new SetHead(SetHead.decoder(WIDTH, 2), CLASSES, STEPS, 1, 0);
        head.initialize(manager, type, new Shape());
        return head;
    }

    private static NDArray run(SetHead head, NDArray x, boolean training) {
        return head.forward(new ParameterStore(x.getManager(), false), new NDList(x), training)
                .singletonOrThrow();
    }

    /** Texts of the given marks: (1, L, D + 1). */
    private static NDArray text(NDManager manager, double... marks) {
        NDArray vectors = manager.arange(0, marks.length * WIDTH, 1, DataType.FLOAT64)
                .reshape(1, marks.length, WIDTH)
                .sin();
        return vectors.concat(manager.create(marks, new Shape(1, marks.length, 1)), 2);
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SetHead head = head(manager, DataType.FLOAT64);
            NDArray marks = manager.create(new double[] {0, 1, 1, 0}, new Shape(1, 4, 1));
            NDArray vectors = manager.randomNormal(0, 1, new Shape(1, 4, WIDTH), DataType.FLOAT64);
            NDArray weights = manager.randomNormal(0, 1, new Shape(1, STEPS, CLASSES + 1), DataType.FLOAT64);
            List<NDArray> leaves = new ArrayList<>(List.of(vectors));
            head.getParameters().values().forEach(parameter -> leaves.add(parameter.getArray()));
            GradientCheck.function(
                    leaves,
                    () -> run(head, vectors.concat(marks, 2), true).mul(weights).sum());
        }
    }

    @Test
    void predictionsAreTheLargestProbabilitiesOfTheSteps() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SetHead head = head(manager, DataType.FLOAT64);
            NDArray x = text(manager, 0, 1, 1, 0);
            double[] p = run(head, x, true).softmax(2).toDoubleArray();
            double[] odds = run(head, x, false).toDoubleArray();
            assertThat(odds).hasSize(CLASSES);
            for (int c = 0; c < CLASSES; c++) {
                double largest = Math.max(p[c], p[CLASSES + 1 + c]);
                assertThat(1 / (1 + Math.exp(-odds[c]))).isCloseTo(largest, within(1e-12));
            }
            assertThat(head.getOutputShapes(new Shape[] {x.getShape()})[0]).isEqualTo(new Shape(1, CLASSES));
        }
    }

    /** What is no word does not matter, but a text without words is read, too. */
    @Test
    void onlyWordsAreAttendedTo() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SetHead head = head(manager, DataType.FLOAT64);
            double[] padded = run(head, text(manager, 1, 1, 0, 0), true).toDoubleArray();
            double[] bare = run(head, text(manager, 1, 1), true).toDoubleArray();
            assertThat(padded).containsExactly(bare, within(1e-12));
            double[] none = run(head, text(manager, 0, 0), true).toDoubleArray();
            assertThat(none).containsExactly(bare, within(1e-12));
            double[] other = run(head, text(manager, 1, 0), true).toDoubleArray();
            assertThat(other[0]).isNotCloseTo(bare[0], within(1e-6));
        }
    }
}
