package io.winnow.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class LabelEstimatesTest {
    @Test
    void knownLabelsAreNearlyCertainAndOthersUndecided() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray states = manager.create(new float[] {1, -1, 0, 0}, new Shape(2, 2));
            float[] estimates =
                    new LabelEstimates(states, manager).state().get("estimates").toFloatArray();
            assertThat(estimates[0]).isCloseTo((float) Math.log(0.995 / 0.005), within(1e-5f));
            assertThat(estimates[1]).isCloseTo((float) Math.log(0.005 / 0.995), within(1e-5f));
            assertThat(estimates[2]).isBetween(-0.4055f, 0.4055f).isNotEqualTo(estimates[3]);
        }
    }

    /** Two steps of Adam by hand for one entry; rows outside of the batch stay where they are. */
    @Test
    void stepsOfAdam() {
        try (NDManager manager = NDManager.newBaseManager()) {
            LabelEstimates estimates = new LabelEstimates(manager.create(new float[] {1, 1}, new Shape(2, 1)), manager);
            NDArray rows = manager.create(new long[] {1});
            double before = Math.log(199);
            double first = 0;
            double second = 0;
            double expected = before;
            double[] gradients = {0.5, -0.2};
            for (int step = 1; step <= 2; step++) {
                double gradient = gradients[step - 1];
                estimates.move(rows, manager.create(new float[] {(float) gradient}, new Shape(1, 1)), 0.1);
                first = 0.9 * first + 0.1 * gradient;
                second = 0.999 * second + 0.001 * gradient * gradient;
                expected -= 0.1 * (first / (1 - Math.pow(0.9, step))) / Math.sqrt(second / (1 - Math.pow(0.999, step)));
            }
            assertThat(estimates.of(rows).toFloatArray()[0]).isCloseTo((float) expected, within(1e-5f));
            assertThat(estimates.of(manager.create(new long[] {0})).toFloatArray()[0])
                    .isCloseTo((float) before, within(1e-5f));
        }
    }

    @Test
    void marksArePerExample() {
        try (NDManager manager = NDManager.newBaseManager()) {
            PairMarks marks = new PairMarks(3, 2, manager);
            NDArray rows = manager.create(new long[] {2, 0});
            marks.add(rows, manager.create(new boolean[] {true, false, false, false}, new Shape(2, 2)));
            marks.add(rows, manager.create(new boolean[] {false, true, false, true}, new Shape(2, 2)));
            assertThat(marks.of(rows).toBooleanArray()).containsExactly(true, true, false, true);
            assertThat(marks.counts()).containsExactly(1, 2);
            marks.set(rows, manager.create(new boolean[] {false, false, true, false}, new Shape(2, 2)));
            assertThat(marks.counts()).containsExactly(1, 0);
            // Example 1 is in the batch twice.
            marks.set(
                    manager.create(new long[] {1, 1}),
                    manager.create(new boolean[] {false, true, false, true}, new Shape(2, 2)));
            assertThat(marks.counts()).containsExactly(1, 1);
        }
    }
}
