package io.winnow.trainer.target.sets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassSets;
import io.winnow.models.loss.MultiLabelLoss.Reduction;
import io.winnow.trainer.target.ClassSampling;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.Targets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SampledLossTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    /** Of the second example, nothing is known of b and d. */
    private static final ClassSets SETS = new ClassSets(
            new int[][] {{0, 2}, {0}, {}}, new int[][] {{}, {2}, {}}, new boolean[] {true, false, true}, NAMES);

    private static SampledLoss loss(PairwiseLoss.Unknown unknown, Reduction reduction) {
        return new SampledLoss(2, unknown, reduction);
    }

    @Test
    void statesOfTheSampleAreThoseOfTheWholeMatrix() {
        long[] classes = {0, 2, 3};
        try (NDManager manager = NDManager.newBaseManager()) {
            ClassSampling sampling = loss(PairwiseLoss.Unknown.IGNORE, Reduction.EXAMPLE)
                    .sampling(SETS)
                    .orElseThrow();
            assertThat(sampling.positives(0)).containsExactly(0, 2);
            assertThat(sampling.negatives()).isEqualTo(2);
            float[] whole =
                    SetLoss.states(SETS).of(new long[] {2, 1, 0}, manager).toFloatArray();
            float[] sampled =
                    sampling.states(new long[] {2, 1, 0}, classes, manager).toFloatArray();
            for (int i = 0; i < 3; i++) {
                for (int s = 0; s < 3; s++) {
                    assertThat(sampled[3 * i + s]).isEqualTo(whole[4 * i + (int) classes[s]]);
                }
            }
        }
    }

    /** With a sample of all classes, the estimate is the loss of binary cross-entropy, whatever is unknown. */
    @Test
    void allClassesGiveBinaryCrossEntropy() {
        for (PairwiseLoss.Unknown unknown : PairwiseLoss.Unknown.values()) {
            for (Reduction reduction : Reduction.values()) {
                try (NDManager manager = NDManager.newBaseManager()) {
                    SampledLoss sampled = loss(unknown, reduction);
                    long[] rows = {0, 1, 2};
                    NDArray logits = manager.create(
                            new float[] {0.5f, -1, 2, 0, 0.25f, -0.5f, 1, 1, -2, 3, 0, -1}, new Shape(3, 4));
                    NDArray states = SetLoss.states(SETS).of(rows, manager);
                    Optional<NDArray> weights = Optional.of(manager.create(new float[] {1, 2, 0.5f}));
                    float expected = new PairwiseLoss.BinaryCrossEntropy(
                                    unknown, 1, 0, new SetLoss.Sum(reduction, false))
                            .bind(SETS, manager)
                            .of(logits, states, manager.create(rows), weights, 0)
                            .getFloat();
                    assertThat(sampled.bind(SETS, manager)
                                    .of(logits, states, manager.create(rows), weights, 0)
                                    .getFloat())
                            .isCloseTo(expected, within(1e-6f));
                    assertThat(sampled.sampling(SETS)
                                    .orElseThrow()
                                    .loss(logits, states, manager.ones(new Shape(4)), weights)
                                    .getFloat())
                            .isCloseTo(expected, within(1e-6f));
                }
            }
        }
    }

    @Test
    void biasesStartAtTheSharesOfTheKnownPairs() {
        float[] logits = loss(PairwiseLoss.Unknown.IGNORE, Reduction.EXAMPLE)
                .shareLogits(SETS)
                .orElseThrow();
        double[] counts = {2, 0, 1, 0};
        double[] known = {3, 2, 3, 2};
        for (int c = 0; c < 4; c++) {
            double expected = Math.log((counts[c] + 0.5) / (known[c] - counts[c] + 0.5));
            assertThat((double) logits[c]).isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void refusesLabelsWithoutNegatives() {
        ClassSets open = new ClassSets(new int[][] {{0}, {1}}, new int[2][0], new boolean[2], NAMES);
        Target target = Targets.of(open).orElseThrow();
        assertThat(loss(PairwiseLoss.Unknown.IGNORE, Reduction.MEAN).refuses(target, open))
                .hasValueSatisfying(why -> assertThat(why).contains("every example has every class"));
        assertThat(loss(PairwiseLoss.Unknown.NEGATIVE, Reduction.MEAN).refuses(target, open))
                .isEmpty();
    }
}
