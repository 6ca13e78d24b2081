package io.winnow.trainer.target.sets;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassSets;
import io.winnow.models.loss.MultiLabelLoss;
import io.winnow.trainer.target.TargetLoss;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LargeLossTest {
    /** After a tenth of the training, each step makes positives of ceil(12 * 0.01) = 1 unknown pair for good. */
    @Test
    void permanentCorrectionsStay() {
        ClassSets sets = SetLossTest.sets();
        try (NDManager manager = NDManager.newBaseManager()) {
            TargetLoss.Bound bound = new LargeLoss(
                            LargeLoss.Mode.PERMANENT, Optional.of(0.01), MultiLabelLoss.Reduction.MEAN)
                    .bind(sets, manager);
            NDArray logits = manager.create(new float[] {0, 5, 0, 0, 0, 4, 0, 0, 9, 0, 0, 0}, new Shape(4, 3));
            for (double progress : new double[] {0, 0.5, 0.6}) {
                bound.of(
                        logits,
                        SetLossTest.states(sets, manager),
                        SetLossTest.rows(manager),
                        Optional.empty(),
                        progress);
            }
            // The logit of 9 belongs to a known negative.
            byte[] marks = bound.state().get("corrected_labels").toByteArray();
            assertThat(IntStream.range(0, 12).filter(i -> marks[i] != 0)).containsExactly(1, 5);
        }
    }
}
