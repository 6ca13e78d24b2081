package io.winnow.trainer.target.classes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import io.winnow.trainer.target.Targets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Compares losses of two examples with values computed by hand. The two classes have 90 and 10 training examples. */
class ClassLossTest {
    private static final ClassLabels GIVEN = given();
    private static final float[] LOGITS = {1, 0, 0.5f, -1};

    private static ClassLabels given() {
        int[] classes = new int[100];
        Arrays.fill(classes, 90, 100, 1);
        return new ClassLabels(classes, List.of("common", "rare"));
    }

    /** Logits of an example of class 0 and of one of class 1. */
    private static double loss(ClassLoss loss, double progress) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(LOGITS, new Shape(2, 2));
            NDArray targets = manager.create(new float[] {1, 0, 0, 1}, new Shape(2, 2));
            return loss.bind(GIVEN, manager)
                    .of(logits, targets, manager.create(new long[] {0, 1}), Optional.empty(), progress)
                    .toFloatArray()[0];
        }
    }

    /** Returns the cross-entropy for two logits, of which the first belongs to the true class. */
    private static double entropy(double own, double other) {
        return Math.log(1 + Math.exp(other - own));
    }

    @Test
    void crossEntropyWithSmoothing() {
        double plain = (entropy(1, 0) + entropy(-1, 0.5)) / 2;
        assertThat(loss(new ClassLoss.CrossEntropy(0, Optional.empty()), 0)).isCloseTo(plain, within(1e-6));
        double turned = (entropy(0, 1) + entropy(0.5, -1)) / 2;
        assertThat(loss(new ClassLoss.CrossEntropy(0.2, Optional.empty()), 0))
                .isCloseTo(0.9 * plain + 0.1 * turned, within(1e-6));
    }

    @Test
    void deferredWeightsStartLate() {
        ClassLoss loss = new ClassLoss.CrossEntropy(0, Optional.of(new ClassWeights(0.99, 0.8)));
        assertThat(loss(loss, 0.79)).isCloseTo(loss(new ClassLoss.CrossEntropy(0, Optional.empty()), 0), within(1e-7));
        double frequent = 1 / (1 - Math.pow(0.99, 90));
        double rare = 1 / (1 - Math.pow(0.99, 10));
        assertThat(loss(loss, 0.8))
                .isCloseTo((frequent * entropy(1, 0) + rare * entropy(-1, 0.5)) / (frequent + rare), within(1e-6));
    }

    @Test
    void rarerClassesHaveLargerMargins() {
        double common = 2 * 0.5 * Math.pow(1.0 / 9, 0.25);
        assertThat(loss(new ClassLoss.Ldam(0.5, 2, Optional.empty()), 0))
                .isCloseTo((entropy(1 - common, 0) + entropy(-1 - 1, 0.5)) / 2, within(1e-6));
    }

    @Test
    void logitsAreAdjustedByFrequency() {
        double prior = 2 * Math.log(9);
        assertThat(loss(new ClassLoss.LogitAdjustment(2), 0))
                .isCloseTo((entropy(1 + prior, 0) + entropy(-1, 0.5 + prior)) / 2, within(1e-6));
    }

    /** Compares equation 6 and its gradient with values computed by hand. */
    @Test
    void earlyLearningRegularisesTowardsEarlierPredictions() {
        ClassLoss.EarlyLearning rule = new ClassLoss.EarlyLearning(0.7, 3);
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray targets = manager.create(new float[] {1, 0, 0, 1}, new Shape(2, 2));
            NDArray rows = manager.create(new long[] {4, 2});
            TargetLoss.Bound bound = rule.bind(GIVEN, manager);
            NDArray logits = manager.create(LOGITS, new Shape(2, 2));
            logits.setRequiresGradient(true);
            NDArray loss = bound.of(logits, targets, rows, Optional.empty(), 0);
            double p = 1 / (1 + Math.exp(-1));
            double q = 1 / (1 + Math.exp(1.5));
            double first = 0.3 * (p * p + (1 - p) * (1 - p));
            double second = 0.3 * (q * q + (1 - q) * (1 - q));
            double expected =
                    (entropy(1, 0) + entropy(-1, 0.5)) / 2 + 3 * (Math.log(1 - first) + Math.log(1 - second)) / 2;
            assertThat(loss.toFloatArray()[0]).isCloseTo((float) expected, within(1e-5f));
            float[] means = bound.state().get("elr_means").toFloatArray();
            assertThat(means[8]).isCloseTo((float) (0.3 * p), within(1e-6f));
            assertThat(means[5]).isCloseTo((float) (0.3 * q), within(1e-6f));
            assertThat(means[0]).isZero();
            Autograd.backward(loss);
            double entropyPart = (p - 1) / 2;
            double agreement = 0.3 * (p * (1 - p) * (p - (1 - p)));
            double held = -3 * agreement / (1 - first) / 2;
            assertThat(logits.getGradient().toFloatArray()[0]).isCloseTo((float) (entropyPart + held), within(1e-5f));
        }
    }

    @Test
    void weightsOfExamplesMultiplyTheirLosses() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(LOGITS, new Shape(2, 2));
            NDArray targets = manager.create(new float[] {1, 0, 0, 1}, new Shape(2, 2));
            NDArray weights = manager.create(new float[] {3, 1});
            assertThat(new ClassLoss.CrossEntropy(0, Optional.empty())
                            .bind(GIVEN, manager)
                            .of(logits, targets, manager.create(new long[] {0, 1}), Optional.of(weights), 0)
                            .toFloatArray()[0])
                    .isCloseTo((float) ((3 * entropy(1, 0) + entropy(-1, 0.5)) / 4), within(1e-6f));
        }
    }

    /** A margin or weight of a class without training examples would not be a number. */
    @Test
    void lossesThatDependOnCountsNeedEveryClass() {
        ClassLabels lacking = new ClassLabels(new int[] {0, 0, 2}, List.of("a", "never", "b"));
        Target target = Targets.of(lacking).orElseThrow();
        for (ClassLoss loss : List.of(
                new ClassLoss.Ldam(0.5, 30, Optional.empty()),
                new ClassLoss.LogitAdjustment(1),
                new ClassLoss.CrossEntropy(0, Optional.of(new ClassWeights(0.99, 0))))) {
            assertThat(loss.refuses(target, lacking).orElseThrow()).contains("none of never");
        }
        assertThat(new ClassLoss.CrossEntropy(0, Optional.empty()).refuses(target, lacking))
                .isEmpty();
        assertThat(new ClassLoss.EarlyLearning(0.7, 3).refuses(target, lacking)).isEmpty();
    }
}
