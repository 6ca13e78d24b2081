package io.winnow.trainer.target.sets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassSets;
import io.winnow.models.loss.Mixup;
import io.winnow.models.loss.MultiLabelLoss;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import io.winnow.trainer.target.Targets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SetLossTest {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final MultiLabelLoss.Reduction MEAN = MultiLabelLoss.Reduction.MEAN;

    /** Four examples; what is not listed is unknown, but for one negative. */
    static ClassSets sets() {
        return new ClassSets(
                new int[][] {{0}, {0, 1}, {1}, {}},
                new int[][] {{}, {}, {2}, {}},
                new boolean[] {false, false, false, false},
                NAMES);
    }

    static List<SetLoss> losses() {
        SetLoss.Sum sum = new SetLoss.Sum(MEAN, false);
        return List.of(
                new PairwiseLoss.DistributionBalanced(0.1, 10, 0.3, 5, 0.05, 2, sum),
                multiFocal(Optional.empty()),
                multiFocal(Optional.of(new MultiFocalLoss.Correction(0.2, 0.7, 1, 0))),
                new BatchwiseLoss.ExpectedPositives(1.5),
                new BatchwiseLoss.Role(1.5, 0.01),
                large(LargeLoss.Mode.REJECT, 0.1),
                large(LargeLoss.Mode.TEMPORARY, 0.1),
                large(LargeLoss.Mode.PERMANENT, 0.01),
                new BatchwiseLoss.PositiveUnlabeled(0, 1, 0.01, Optional.empty()),
                new BatchwiseLoss.PositiveUnlabeled(0.5, 1, 0.01, Optional.empty()));
    }

    private static LargeLoss large(LargeLoss.Mode mode, double share) {
        return new LargeLoss(mode, Optional.of(share), MEAN);
    }

    private static MultiFocalLoss multiFocal(Optional<MultiFocalLoss.Correction> correct) {
        return new MultiFocalLoss(1 / 3.0, 0, 0, 3, 1, 0.05, true, true, MEAN, correct, Optional.empty());
    }

    private static Target target(ClassSets sets) {
        return Targets.of(sets).orElseThrow();
    }

    static NDArray rows(NDManager manager) {
        return manager.create(new long[] {0, 1, 2, 3});
    }

    static NDArray states(ClassSets sets, NDManager manager) {
        return target(sets).encode(sets).of(new long[] {0, 1, 2, 3}, manager);
    }

    /** Descends along the gradients of the loss; the positives end above the other classes. */
    @ParameterizedTest
    @MethodSource("losses")
    void descentPutsPositivesFirst(SetLoss loss) {
        ClassSets sets = sets();
        try (NDManager manager = NDManager.newBaseManager()) {
            TargetLoss.Bound bound = loss.bind(sets, manager);
            float[] logits = new float[12];
            for (int step = 0; step < 60; step++) {
                try (NDManager scope = manager.newSubManager();
                        Autograd.Recording recording = Autograd.record()) {
                    NDArray now = scope.create(logits, new Shape(4, 3));
                    now.setRequiresGradient(true);
                    NDArray value = bound.of(now, states(sets, scope), rows(scope), Optional.empty(), step / 60.0);
                    assertThat(value.getFloat()).isFinite();
                    Autograd.backward(value);
                    float[] gradient = now.getGradient().toFloatArray();
                    for (int i = 0; i < logits.length; i++) {
                        logits[i] -= 2 * gradient[i];
                    }
                }
            }
            // Examples 0 and 1 have class 0, and nobody has class 2.
            assertThat(logits[0]).isGreaterThan(logits[2]);
            assertThat(logits[3]).isGreaterThan(logits[5]);
            assertThat(logits[4]).isGreaterThan(logits[5]);
            assertThat(loss.refuses(target(sets), sets)).isEmpty();
        }
    }

    /** Of 4 examples, it is known of 2 that they have a, of 2 that they have b, and of 1 that it does not have c. */
    @Test
    void biasesStartAtTheShares() {
        PairwiseLoss hill = new PairwiseLoss.Hill(1, 2, 1.5, new SetLoss.Sum(MEAN, false));
        assertThat(hill.shareLogits(sets()).orElseThrow()).containsExactly(0f, 0f, (float) Math.log(0.5 / 4.5));
        PairwiseLoss known =
                new PairwiseLoss.BinaryCrossEntropy(PairwiseLoss.Unknown.IGNORE, 1, 0, new SetLoss.Sum(MEAN, false));
        assertThat(known.shareLogits(sets()).orElseThrow())
                .containsExactly((float) Math.log(2.5 / 0.5), (float) Math.log(2.5 / 0.5), (float) Math.log(0.5 / 1.5));
    }

    /** What a loss learns of single examples belongs to a checkpoint. */
    @ParameterizedTest
    @MethodSource("losses")
    void aLossThatRemembersExamplesHasAState(SetLoss loss) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> state = loss.bind(sets(), manager).state();
            boolean remembers = loss instanceof BatchwiseLoss.Role
                    || (loss instanceof MultiFocalLoss focal && focal.correct().isPresent())
                    || (loss instanceof LargeLoss large && large.mode() == LargeLoss.Mode.PERMANENT);
            assertThat(!state.isEmpty()).isEqualTo(remembers);
            if (remembers) {
                assertThat(loss.averagesExamples()).isFalse();
            }
        }
    }

    /**
     * comic.md, section 7: if nothing is corrected, margins are 0 and there are as many positives as examples, the loss on corrected labels
     * is the other one, however both are reduced. Its exponent of rarity differs, but not for equally frequent classes.
     */
    @ParameterizedTest
    @EnumSource(MultiLabelLoss.Reduction.class)
    void theLossOnCorrectedLabelsIsReducedAsTheOtherOne(MultiLabelLoss.Reduction reduction) {
        ClassSets sets = new ClassSets(
                new int[][] {{0}, {1}, {2}}, new int[][] {{}, {}, {}}, new boolean[] {false, false, false}, NAMES);
        float[] means = new float[2];
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(new float[] {.3f, -1, .5f, -.2f, .7f, 0, -2, .1f, .6f}, new Shape(3, 3));
            NDArray rows = manager.create(new long[] {0, 1, 2});
            NDArray states = target(sets).encode(sets).of(new long[] {0, 1, 2}, manager);
            for (int corrected = 0; corrected < 2; corrected++) {
                Optional<MultiFocalLoss.Correction> correct =
                        corrected == 0 ? Optional.empty() : Optional.of(new MultiFocalLoss.Correction(0.5, 0.99, 0, 0));
                means[corrected] = new MultiFocalLoss(
                                1 / 3.0, 0, 0, 3, 1, 0.05, true, true, reduction, correct, Optional.empty())
                        .bind(sets, manager)
                        .of(logits, states, rows, Optional.empty(), 0.5)
                        .getFloat();
            }
        }
        assertThat(means[1]).isCloseTo(1.5f * means[0], within(1e-6f));
    }

    private static PairwiseLoss binary(PairwiseLoss.Unknown unknown) {
        return new PairwiseLoss.BinaryCrossEntropy(unknown, 1, 0, new SetLoss.Sum(MEAN, false));
    }

    /** The binary cross-entropy of pairs with the given targets, of which NaN has none, divided by the number of all pairs. */
    private static double crossEntropy(float[] logits, double[] targets) {
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            sum += Double.isNaN(targets[i]) ? 0 : Math.log1p(Math.exp(logits[i])) - targets[i] * logits[i];
        }
        return sum / logits.length;
    }

    /** Examples 0 and 1 are mixed with each other, and so are 2 and 3; examples have 0.7 of their own labels. */
    @Test
    void mixturesHaveMixedTargets() {
        float[] logits = {.3f, -1, .5f, -.2f, .7f, 0, -2, .1f, .6f, 1.5f, -.4f, .8f};
        double nan = Double.NaN;
        double[] own = {1, nan, nan, 1, 1, nan, nan, 1, 0, nan, nan, nan};
        double[] partners = {1, 1, nan, 1, nan, nan, nan, nan, nan, nan, 1, 0};
        double[] unknownIsNegative = {1, .3, 0, 1, .7, 0, 0, .7, 0, 0, .3, 0};
        try (NDManager manager = NDManager.newBaseManager()) {
            Mixup.Mixtures mixtures =
                    new Mixup.Mixtures(manager.create(new long[] {1, 0, 3, 2}), manager.create(new float[] {0.7f}));
            for (PairwiseLoss.Unknown unknown : PairwiseLoss.Unknown.values()) {
                NDArray mean = binary(unknown)
                        .bind(sets(), manager)
                        .ofMixtures(
                                manager.create(logits, new Shape(4, 3)),
                                states(sets(), manager),
                                mixtures,
                                rows(manager),
                                Optional.empty(),
                                0);
                double expected = unknown == PairwiseLoss.Unknown.NEGATIVE
                        ? crossEntropy(logits, unknownIsNegative)
                        : 0.7 * crossEntropy(logits, own) + 0.3 * crossEntropy(logits, partners);
                assertThat((double) mean.getFloat()).isCloseTo(expected, within(1e-6));
            }
        }
    }

    /** What belongs to training examples, such as a correction, is not known of mixtures. */
    @Test
    void lossesThatRememberExamplesTakeNoMixtures() {
        assertThat(losses().stream().filter(TargetLoss::allowsMixup))
                .satisfiesExactly(
                        loss -> assertThat(loss).isInstanceOf(PairwiseLoss.DistributionBalanced.class),
                        loss -> assertThat(loss).isInstanceOf(MultiFocalLoss.class),
                        loss -> assertThat(loss).isInstanceOf(BatchwiseLoss.ExpectedPositives.class));
    }

    /** Nothing can be corrected where nothing is unknown, which is usually a mistake in the description of the data. */
    @Test
    void refusesToCorrectCompleteLabels() {
        ClassSets complete = new ClassSets(new int[][] {{0}, {0, 1}}, NAMES);
        List<SetLoss> correcting = List.of(
                multiFocal(Optional.of(new MultiFocalLoss.Correction(0.2, 0.7, 1, 0))),
                large(LargeLoss.Mode.REJECT, 0.1));
        for (SetLoss loss : correcting) {
            assertThat(loss.refuses(target(complete), complete))
                    .hasValueSatisfying(text -> assertThat(text).contains("unlisted: unknown"));
        }
        assertThat(multiFocal(Optional.empty()).refuses(target(complete), complete))
                .isEmpty();
    }

    /** Of a and b, half of the examples have each, and of c none: in a batch of 2 they are missing with the probabilities 1/4, 1/4 and 1. */
    @Test
    void saysWhatItDoesNotUse() {
        BatchwiseLoss loss = new BatchwiseLoss.PositiveUnlabeled(0.5, 1, 0.01, Optional.empty());
        assertThat(loss.doubts(sets(), 2))
                .satisfiesExactly(text -> assertThat(text).contains("negatives, of which there are 1"));
        assertThat(loss.doubts(sets(), 1))
                .satisfiesExactly(
                        text -> assertThat(text).contains("negatives, of which there are 1"),
                        text -> assertThat(text).contains("no positive of 67% of the classes in a batch of 1"));
        assertThat(new BatchwiseLoss.ExpectedPositives(1).doubts(sets(), 1)).hasSize(1);
    }

    @Test
    void refusesWhatCannotBeLearned() {
        ClassSets none =
                new ClassSets(new int[][] {{}, {}}, new int[][] {{0}, {}}, new boolean[] {false, false}, NAMES);
        assertThat(new BatchwiseLoss.PositiveUnlabeled(0, 1, 0.01, Optional.empty()).refuses(target(none), none))
                .hasValueSatisfying(text -> assertThat(text).contains("no example has a class"));
        assertThat(new BatchwiseLoss.ExpectedPositives(3).refuses(target(sets()), sets()))
                .hasValueSatisfying(text -> assertThat(text).contains("only 3"));
        assertThatThrownBy(() -> new BatchwiseLoss.ExpectedPositives(0)).hasMessageContaining("expected");
        assertThatThrownBy(() -> new MultiFocalLoss.Correction(0.2, 1, 1, 0)).hasMessageContaining("threshold");
    }
}
