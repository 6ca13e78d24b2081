package io.winnow.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.GradientCheck;
import io.winnow.models.Reference;
import io.winnow.models.loss.BatchLabelLosses.Pairs;
import io.winnow.models.loss.BatchLabelLosses.Variational;
import io.winnow.models.loss.BatchLabelLosses.Weights;
import io.winnow.models.loss.LongTailLosses.MultiFocus;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.OutputFunction;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares values and gradients with reference numbers, closed forms and finite differences. */
class BatchLabelLossesTest {
    private static final Reference LOSSES = Reference.load(BatchLabelLossesTest.class, "multilabel-losses.json");
    private static final Reference LARGE = Reference.load(BatchLabelLossesTest.class, "multilabel-large-loss.json");
    private static final Reference PU = Reference.load(BatchLabelLossesTest.class, "multilabel-pu.json");
    private static final Reference COMIC = Reference.load(BatchLabelLossesTest.class, "multilabel-comic.json");
    private static final double TOLERANCE = 1e-9;

    private static NDArray ones(NDManager manager, long count) {
        return manager.ones(new Shape(count), DataType.FLOAT64);
    }

    private static Weights uniform(NDArray logits) {
        return new Weights(
                ones(logits.getManager(), logits.getShape().get(0)),
                ones(logits.getManager(), logits.getShape().get(1)));
    }

    private static NDArray input(NDManager manager, JsonNode one, String name) {
        return Reference.array(manager, one.get("inputs").get(name));
    }

    private static void compare(OutputFunction loss, NDArray logits, JsonNode outputs) {
        try (Autograd.Recording recording = Autograd.record()) {
            logits.setRequiresGradient(true);
            NDArray mean = loss.of(logits);
            Autograd.backward(mean);
            assertThat(mean.getDouble()).isCloseTo(outputs.get("loss").asDouble(), within(TOLERANCE));
            Reference.assertSame(logits.getGradient(), outputs.get("gradient"), TOLERANCE);
        }
    }

    @Test
    void expectedPositives() {
        JsonNode one = LOSSES.find("epr");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = input(manager, one, "logits");
            OutputFunction loss =
                    BatchLabelLosses.expectedPositives(input(manager, one, "labels"), uniform(logits), 1.5);
            compare(loss, logits, one.get("outputs"));
        }
    }

    /** At logits of 0, two of four classes are expected, so nothing is added to the loss of the positives. */
    @Test
    void asManyPositivesAsExpected() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.zeros(new Shape(3, 4), DataType.FLOAT64);
            NDArray states = manager.zeros(new Shape(3, 4), DataType.FLOAT64);
            assertThat(BatchLabelLosses.expectedPositives(states, uniform(logits), 2)
                            .of(logits)
                            .getDouble())
                    .isCloseTo(0, within(1e-15));
        }
    }

    /** The loss of the reference is the sum of both halves, which are the same function with the roles exchanged. */
    @Test
    void estimatedLabels() {
        JsonNode one = LOSSES.find("role");
        JsonNode outputs = one.get("outputs");
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray logits = input(manager, one, "logits");
            NDArray estimates = input(manager, one, "estimator_logits");
            NDArray states = input(manager, one, "labels");
            Weights uniform = uniform(logits);
            Reference.assertSame(
                    BatchLabelLosses.estimateGradient(estimates, logits, states, 1.5),
                    outputs.get("estimator_gradient"),
                    TOLERANCE);
            logits.setRequiresGradient(true);
            NDArray network = BatchLabelLosses.withEstimates(estimates, states, uniform, 1.5)
                    .of(logits);
            NDArray other =
                    BatchLabelLosses.withEstimates(logits, states, uniform, 1.5).of(estimates);
            assertThat(network.getDouble() + other.getDouble())
                    .isCloseTo(outputs.get("loss").asDouble(), within(TOLERANCE));
            Autograd.backward(network);
            Reference.assertSame(logits.getGradient(), outputs.get("gradient"), TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reject_0.1", "temporary_0.1", "permanent_0.05", "reject_0.0", "reject_0.95", "ties"})
    void largestLossesAreRejectedOrTakenForPositives(String name) {
        JsonNode one = LARGE.find(name);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = input(manager, one, "logits");
            NDArray states = input(manager, one, "labels");
            NDArray picked = BatchLabelLosses.largestUnknown(
                    logits, states, one.get("inputs").get("share").asDouble());
            boolean[] flags = picked.toBooleanArray();
            assertThat(IntStream.range(0, flags.length).filter(i -> flags[i]).asDoubleStream())
                    .containsExactlyInAnyOrder(
                            Arrays.stream(Reference.flat(one.get("outputs").get("changed")))
                                    .boxed()
                                    .toArray(Double[]::new));
            Weights uniform = uniform(logits);
            OutputFunction loss = one.get("inputs").get("mode").asText().equals("reject")
                    ? BatchLabelLosses.without(picked, states, uniform, MultiLabelLoss.Reduction.MEAN)
                    : MultiLabelLoss.assumeNegative()
                            .mean(
                                    BatchLabelLosses.withPositives(states, picked),
                                    uniform.examples(),
                                    uniform.positives(),
                                    MultiLabelLoss.Reduction.MEAN);
            compare(loss, logits, one.get("outputs"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "variational_1.0_0.55",
                "variational_2.0_0.85",
                "variational_1.0_0.0",
                "variational_0.0001_0.5",
                "batch_of_one",
                "large"
            })
    void positivesAndUnlabelledPairs(String name) {
        JsonNode one = PU.find(name);
        JsonNode in = one.get("inputs");
        Variational settings = new Variational(
                in.get("gamma").asDouble(),
                in.get("alpha").asDouble(),
                in.get("floor").asDouble());
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = input(manager, one, "logits");
            Weights uniform = uniform(logits);
            compare(
                    BatchLabelLosses.variational(
                            input(manager, one, "labels"), uniform.examples(), uniform.positives(), settings),
                    logits,
                    one.get("outputs"));
        }
    }

    /** The first two of five examples are exchanged and mixed with the last two. Both the examples and the mixtures have a gradient. */
    @Test
    void mixturesShallHaveMixedProbabilities() {
        JsonNode one = PU.find("mixup_odd_batch");
        JsonNode outputs = one.get("outputs");
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray logits = input(manager, one, "logits");
            NDArray mixed = input(manager, one, "mixed_logits");
            logits.setRequiresGradient(true);
            mixed.setRequiresGradient(true);
            NDArray loss = BatchLabelLosses.mixtureDistance(
                    logits,
                    input(manager, one, "labels"),
                    mixed,
                    pairs(manager, one.get("inputs").get("lam").asDouble()),
                    ones(manager, 5),
                    ones(manager, 3));
            assertThat(loss.getDouble()).isCloseTo(outputs.get("loss").asDouble(), within(TOLERANCE));
            Autograd.backward(loss);
            Reference.assertSame(logits.getGradient(), outputs.get("gradient"), TOLERANCE);
            Reference.assertSame(mixed.getGradient(), outputs.get("mixed_gradient"), TOLERANCE);
        }
    }

    private static Pairs pairs(NDManager manager, double share) {
        return new Pairs(
                manager.create(new long[] {1, 0}), manager.create(new long[] {3, 4}), manager.create(new double[] {share
                }));
    }

    /** With a share of 1, a mixture is its first part, and with 0 its second one, also where probabilities are too small for a number. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aMixtureOfOneExampleIsThisExample(int share) {
        double[] values = {-900, 0.5, 900, -2, 70, -0.5, -900, 1, -3, 400};
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray logits = manager.create(values, new Shape(5, 2));
            NDArray states = manager.create(new double[] {-1, 0, 0, 1, 1, 0, -1, 0, 0, 0}, new Shape(5, 2));
            NDArray mixed = manager.create(
                    share == 1 ? new double[] {900, 900, -900, 0.5} : new double[] {-900, 1, -3, 400}, new Shape(2, 2));
            logits.setRequiresGradient(true);
            NDArray loss = BatchLabelLosses.mixtureDistance(
                    logits, states, mixed, pairs(manager, share), ones(manager, 5), ones(manager, 2));
            assertThat(loss.getDouble()).isCloseTo(0, within(1e-12));
            Autograd.backward(loss);
            for (double each : logits.getGradient().toDoubleArray()) {
                assertThat(each).isCloseTo(0, within(1e-9));
            }
        }
    }

    /** An example of weight 2 counts like two examples. The weight of a class multiplies its part of the loss. */
    @Test
    void weightsOfPositivesAndUnlabelledPairs() {
        Variational settings = new Variational(0.5, 1e9, 0.01);
        try (NDManager manager = NDManager.newBaseManager()) {
            double[] repeated = {1, -2, 1, -2, 3, 0.5};
            NDArray logits = manager.create(repeated, new Shape(3, 2));
            NDArray states = manager.create(new double[] {1, 0, 1, 0, 0, 1}, new Shape(3, 2));
            NDArray classes = manager.create(new double[] {3, 1});
            double expected = BatchLabelLosses.variational(states, ones(manager, 3), classes, settings)
                    .of(logits)
                    .getDouble();
            NDArray fewer = manager.create(Arrays.copyOfRange(repeated, 2, 6), new Shape(2, 2));
            NDArray fewerStates = manager.create(new double[] {1, 0, 0, 1}, new Shape(2, 2));
            NDArray weights = manager.create(new double[] {2, 1});
            assertThat(BatchLabelLosses.variational(fewerStates, weights, classes, settings)
                            .of(fewer)
                            .getDouble())
                    .isCloseTo(expected, within(1e-12));
        }
    }

    @Test
    void gradientsEqualFiniteDifferences() {
        JsonNode one = LOSSES.find("epr");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = input(manager, one, "logits");
            NDArray states = input(manager, one, "labels");
            Weights weights = new Weights(
                    manager.create(new double[] {1, 0, 2, 0.5, 3}), manager.create(new double[] {1, 2, 10, 0.5}));
            GradientCheck.function(
                    List.of(logits),
                    () -> BatchLabelLosses.expectedPositives(states, weights, 1.5)
                            .of(logits));
        }
    }

    /** The corrected labels of a batch, their counts, and the loss, which the reference multiplies by the size of the batch. */
    @ParameterizedTest
    @ValueSource(strings = {"correction", "correction_without_positive"})
    void reflectiveCorrection(String name) {
        JsonNode one = COMIC.find(name);
        JsonNode in = one.get("inputs");
        JsonNode out = one.get("outputs");
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray logits = input(manager, one, "logits");
            NDArray states = input(manager, one, "labels");
            logits.setRequiresGradient(true);
            NDArray lowered =
                    BatchLabelLosses.lowered(logits, states, in.get("margin").asDouble());
            NDArray added =
                    BatchLabelLosses.reflected(lowered, states, in.get("tau").asDouble());
            NDArray corrected = BatchLabelLosses.withPositives(states, added);
            Reference.assertSame(corrected, out.get("corrected"), 0);
            double[] more =
                    added.toType(DataType.FLOAT64, true).sum(new int[] {0}).toDoubleArray();
            assertThat(more).containsExactly(Reference.flat(out.get("added")), within(0.0));
            double[] given = Reference.flat(in.get("counts"));
            int[] counts = IntStream.range(0, more.length)
                    .map(c -> (int) (given[c] + more[c]))
                    .toArray();
            MultiFocus focus = new MultiFocus(
                    in.get("power").asDouble(),
                    0,
                    0,
                    in.get("pn_neg").asDouble(),
                    1,
                    in.get("clip").asDouble(),
                    true,
                    true);
            NDArray pairs = LongTailLosses.multiFocal(counts, focus, logits).perPair(lowered, corrected);
            NDArray mean = BatchLabelLosses.perPositive(
                    pairs, corrected, ones(manager, logits.getShape().get(0)));
            NDArray loss = LossesScript.scaled(mean, (double) logits.getShape().get(0));
            assertThat(loss.getDouble()).isCloseTo(out.get("loss").asDouble(), within(TOLERANCE));
            Autograd.backward(loss);
            Reference.assertSame(logits.getGradient(), out.get("gradient"), TOLERANCE);
        }
    }

    @Test
    void refusesInvalidSettings() {
        assertThatThrownBy(() -> new Variational(-1, 1, 0.01)).hasMessageContaining("gamma -1.0");
        assertThatThrownBy(() -> new Variational(0, 1, 0)).hasMessageContaining("least 0.0");
    }
}
