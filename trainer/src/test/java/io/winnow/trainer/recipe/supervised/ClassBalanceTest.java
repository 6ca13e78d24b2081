package io.winnow.trainer.recipe.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.Recipes;
import io.winnow.trainer.recipe.ReplicaRun;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights of classes and balanced sampling, compared with formulas that are written out here. */
class ClassBalanceTest {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final double[] COUNTS = {6, 3, 1};

    @TempDir
    Path folder;

    private static ClassifierOptions options(String... more) {
        return Recipes.reader().parse(ClassifierOptions.class, "test", """
                encoder: {kind: vit, patch_size: 4, width: 12, depth: 1, heads: 3}
                training: {duration: {steps: 1}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.1}}
                """, List.of(more));
    }

    private static ClassWeighting weighting(String yaml) {
        return options("class_weights=" + yaml).classWeights().orElseThrow();
    }

    @Test
    void weightsFollowTheirFormulas() {
        assertThat(weighting("{kind: inverse_frequency}").of(COUNTS, NAMES))
                .containsExactly(10 / (3.0 * 6), 10 / (3.0 * 3), 10 / 3.0);
        double beta = 0.9;
        double[] inverse = {(1 - beta) / (1 - Math.pow(beta, 6)), (1 - beta) / (1 - Math.pow(beta, 3)), 1};
        double mean = (inverse[0] + inverse[1] + inverse[2]) / 3;
        assertThat(weighting("{beta: 0.9}").of(COUNTS, NAMES))
                .containsExactly(new double[] {inverse[0] / mean, inverse[1] / mean, inverse[2] / mean}, within(1e-12));
        assertThat(weighting("{weights: {b: 4}}").of(COUNTS, NAMES)).containsExactly(1, 4, 1);
        assertThat(weighting("{weights: {bb: 4}}").unknown(NAMES)).hasSize(1);
        // reference/ptec/loss.json, case weights.
        assertThat(weighting("{kind: largest_frequency, cap: 4}").of(new double[] {8, 1, 3, 3, 0}, NAMES))
                .containsExactly(1, 4, 8.0 / 3, 8.0 / 3, 1);
        assertThat(weighting("{kind: inverse_frequency}").of(new double[] {8, 0, 2}, NAMES))
                .containsExactly(10 / (2.0 * 8), 1, 10 / (2.0 * 2));
    }

    /** Class-balanced re-weighting is also an option of cross-entropy, where it is computed from the mixed targets. */
    @Test
    void weightsOfMixturesAreThoseOfTheirTargets() throws IOException {
        for (String mixup : List.of("mixup=0", "mixup=0.7")) {
            ReplicaRun byLoss = run(options(mixup, "loss={kind: cross_entropy, weights: {beta: 0.9, from: 0}}"));
            ReplicaRun byClass = run(options(mixup, "class_weights={kind: effective_number, beta: 0.9}"));
            assertThat(byClass.losses().get(0))
                    .isNotEqualTo(run(options(mixup)).losses().get(0));
            byClass.requireSameAs(byLoss);
        }
    }

    private ReplicaRun run(ClassifierOptions options) throws IOException {
        try (ImageData data = TestData.open(TestData.write(folder))) {
            return ReplicaRun.of(1, 16, Compilation.OFF, data, manager -> {
                Engine.getInstance().setRandomSeed(4);
                return new ClassifierObjective(options, data, Map.of(), manager);
            });
        }
    }

    /** The losses of the positives of a class are multiplied by its weight. */
    @Test
    void weightsOfSetsMultiplyTheLossesOfPositives() {
        ClassSets sets = new ClassSets(new int[][] {{0}, {1, 2}, {}}, NAMES);
        float[] logits = {0.5f, -1, 2, 0, 0.25f, -0.5f, 1, 1, -2};
        double[] weights = {1, 3, 5};
        double expected = 0;
        for (int i = 0; i < 3; i++) {
            for (int c = 0; c < 3; c++) {
                int example = i;
                int own = c;
                boolean positive = Arrays.stream(sets.positives()[example]).anyMatch(each -> each == own);
                double z = logits[3 * i + c];
                expected += positive ? weights[c] * Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z));
            }
        }
        Target target = Targets.of(sets).orElseThrow();
        try (NDManager manager = NDManager.newBaseManager()) {
            TargetLoss.Bound loss =
                    target.usualLoss().bindWeighed(sets, weights, manager).orElseThrow();
            long[] rows = {0, 1, 2};
            NDArray value = loss.of(
                    manager.create(logits, new Shape(3, 3)),
                    target.encode(sets).of(rows, manager),
                    manager.create(rows),
                    Optional.empty(),
                    0);
            assertThat(value.getFloat()).isCloseTo((float) (expected / 9), within(1e-6f));
        }
    }

    /** Classes are drawn in proportion to n^power, and the examples of a class equally often. */
    @Test
    void classesAreDrawnInProportionToAPowerOfTheirNumbers() {
        int[] classes = {0, 0, 0, 0, 0, 0, 1, 1, 1, 2};
        List<Labels> ofOneClass = List.of(
                new ClassLabels(classes, NAMES),
                new OrdinalLabels(classes, Optional.empty(), Optional.empty(), NAMES),
                new ClassSets(
                        Arrays.stream(classes)
                                .mapToObj(each -> new int[] {each})
                                .toArray(int[][]::new),
                        NAMES));
        for (Labels labels : ofOneClass) {
            Target target = Targets.of(labels).orElseThrow();
            for (double power : new double[] {0, 0.5, 1}) {
                double[] weights = Sampling.weights(labels, target, power);
                double all = Arrays.stream(weights).sum();
                double norm = Math.pow(6, power) + Math.pow(3, power) + 1;
                for (int i = 0; i < classes.length; i++) {
                    double count = COUNTS[classes[i]];
                    assertThat(weights[i] / all).isCloseTo(Math.pow(count, power) / norm / count, within(1e-12));
                }
            }
        }
    }

    @Test
    void sharedExamplesBelongToTheirClassesByTheirShares() {
        // The classes have 1.25, 1.75 and 1 examples.
        SoftLabels soft = new SoftLabels(
                new int[][] {{0}, {1}, {2}, {0, 1}}, new double[][] {{1}, {1}, {1}, {0.25, 0.75}}, NAMES);
        assertThat(Sampling.weights(soft, Targets.of(soft).orElseThrow(), 0))
                .containsExactly(new double[] {1 / 1.25, 1 / 1.75, 1, 0.25 / 1.25 + 0.75 / 1.75}, within(1e-12));
        // Two examples have no class, which together are drawn as often as a class.
        ClassSets sets = new ClassSets(new int[][] {{0, 1}, {1}, {}, {2}, {}}, NAMES);
        assertThat(Sampling.weights(sets, Targets.of(sets).orElseThrow(), 0))
                .containsExactly(new double[] {1 + 0.5, 0.5, 0.5, 1, 0.5}, within(1e-12));
        assertThat(options("sampling={kind: natural}").sampling().orElseThrow().exponent())
                .isEmpty();
        assertThat(options("sampling={kind: balanced}").sampling().orElseThrow().exponent())
                .contains(0.0);
        assertThat(options("sampling={power: 0.5}").sampling().orElseThrow().exponent())
                .contains(0.5);
    }

    /** The loader gives the drawn examples, also from the middle of the training on. */
    @Test
    void theLoaderDrawsBalancedBatches() throws IOException {
        try (ImageData data = TestData.open(TestData.write(folder));
                var loader = data.trainLoader(16)) {
            var order = options("sampling={kind: balanced}")
                    .sampling()
                    .orElseThrow()
                    .order(data)
                    .orElseThrow();
            int[] classes = ((ClassLabels) data.trainLabels()).classes();
            int count = data.trainLabels().classCount();
            int[] drawn = new int[count];
            int[] last = null;
            try (var batches = loader.shuffled(3, 0, order)) {
                for (int step = 0; step < 8; step++) {
                    try (var batch = batches.next()) {
                        last = batch.indices().clone();
                        for (int example : last) {
                            drawn[classes[example]]++;
                        }
                    }
                }
            }
            for (int each : drawn) {
                assertThat(each).isCloseTo(2 * 64 / count, within(2 * 2));
            }
            try (var batches = loader.shuffled(3, 7, order);
                    var batch = batches.next()) {
                assertThat(batch.indices()).isEqualTo(last);
            }
        }
    }

    @Test
    void devicesCannotShareWeightedBatches() {
        assertThat(options("class_weights={kind: inverse_frequency}").sharing().refusal())
                .hasValueSatisfying(why -> assertThat(why).contains("class_weights"));
    }
}
