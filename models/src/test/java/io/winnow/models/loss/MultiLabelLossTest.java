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
import io.winnow.models.loss.MultiLabelLoss.Reduction;
import io.winnow.models.torch.Autograd;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares values and gradients with reference numbers, closed forms and finite differences. */
class MultiLabelLossTest {
    private static final Reference REFERENCE = Reference.load(MultiLabelLossTest.class, "multilabel-losses.json");
    private static final double TOLERANCE = 1e-9;
    private static final Map<String, MultiLabelLoss> CASES = Map.ofEntries(
            Map.entry("assume_negative", MultiLabelLoss.assumeNegative()),
            Map.entry("weak_negative", MultiLabelLoss.weakNegatives(1 / 3.0)),
            Map.entry("known_only", MultiLabelLoss.knownOnly()),
            Map.entry("smoothed", MultiLabelLoss.smoothed(0.1)),
            Map.entry("partial_bce", MultiLabelLoss.partial(-4.45, 5.45, 1)),
            Map.entry("focal", MultiLabelLoss.focal(2)),
            Map.entry("asl", MultiLabelLoss.asymmetric(1, 4, 0.05, false)),
            Map.entry("asl_detached", MultiLabelLoss.asymmetric(0, 4, 0.05, true)),
            Map.entry("hill", MultiLabelLoss.hill(1, 2, 1.5)),
            Map.entry("assume_negative_large", MultiLabelLoss.assumeNegative()),
            Map.entry("focal_large", MultiLabelLoss.focal(2)),
            Map.entry("asl_large", MultiLabelLoss.asymmetric(1, 4, 0.05, false)));

    static Stream<String> cases() {
        return CASES.keySet().stream().sorted();
    }

    private static NDArray ones(NDManager manager, long count, DataType type) {
        return manager.ones(new Shape(count), type);
    }

    private static double mean(MultiLabelLoss loss, NDArray logits, NDArray states, Reduction reduction) {
        NDManager manager = logits.getManager();
        DataType type = logits.getDataType();
        long examples = logits.getShape().get(0);
        long classes = logits.getShape().get(1);
        return loss.mean(states, ones(manager, examples, type), ones(manager, classes, type), reduction)
                .of(logits)
                .toType(DataType.FLOAT64, true)
                .getDouble();
    }

    /** Weights of positives, and logits of 800 (reference/ptec/loss.json, three_examples and huge_logits). */
    @Test
    void weighsPositivesAsThePtecReference() {
        double[][] logits = {
            {-2.4633, .5342, -.0139, 1.0031, -2.6535, 2.2155, .1875, -2.3416, -2.7165, -2.6131, -1.4352, 2.3712},
            {800, -800}
        };
        double[][] states = {{1, 1, -1, -1, -1, 1, -1, 1, 1, -1, -1, 1}, {-1, 1}};
        double[][] weights = {{5.633, 2.742, 5.187, 5.485}, {2, 3}};
        double[] losses = {4.044155760118125, 1600};
        double[][] gradients = {
            {
                -.43258089771049774,
                -.08443939611730149,
                .04137708799577623,
                .06097230323972114,
                .005481134690936997,
                -.022476903714025498,
                .04556151266538449,
                -.4169807754937099,
                -.4403096783473411,
                .005691672541673011,
                .016024146398690955,
                -.03903280000188988
            },
            {.5, -1.5}
        };
        for (int i = 0; i < losses.length; i++) {
            try (NDManager manager = NDManager.newBaseManager();
                    Autograd.Recording recording = Autograd.record()) {
                int classes = weights[i].length;
                int examples = logits[i].length / classes;
                NDArray z = manager.create(logits[i], new Shape(examples, classes));
                z.setRequiresGradient(true);
                NDArray loss = MultiLabelLoss.knownOnly()
                        .mean(
                                manager.create(states[i], new Shape(examples, classes)),
                                ones(manager, examples, DataType.FLOAT64),
                                manager.create(weights[i]),
                                Reduction.MEAN)
                        .of(z);
                Autograd.backward(loss);
                assertThat(loss.getDouble()).isCloseTo(losses[i], within(1e-9));
                assertThat(z.getGradient().toDoubleArray()).containsExactly(gradients[i], within(1e-9));
            }
        }
    }

    /** The reference uses the settings of {@link #CASES}; the inputs of a case state them. */
    @ParameterizedTest
    @MethodSource("cases")
    void reproducesTheReference(String name) {
        JsonNode one = REFERENCE.find(name);
        JsonNode out = one.get("outputs");
        MultiLabelLoss loss = CASES.get(name);
        for (DataType type : List.of(DataType.FLOAT64, DataType.FLOAT32)) {
            try (NDManager manager = NDManager.newBaseManager();
                    Autograd.Recording recording = Autograd.record()) {
                NDArray logits = Reference.array(manager, one.get("inputs").get("logits"))
                        .toType(type, false);
                NDArray states = Reference.array(manager, one.get("inputs").get("labels"))
                        .toType(type, false);
                logits.setRequiresGradient(true);
                NDArray pairs = loss.perPair(logits, states);
                same(pairs, out.get("loss"));
                Autograd.backward(pairs.sum());
                same(logits.getGradient(), out.get("gradient"));
                if (out.has("mean")) {
                    double tolerance = type == DataType.FLOAT64 ? TOLERANCE : 1e-5;
                    double mean = out.get("mean").asDouble();
                    double example = out.get("per_example").asDouble();
                    assertThat(mean(loss, logits, states, Reduction.MEAN))
                            .isCloseTo(mean, within(tolerance * (1 + mean)));
                    assertThat(mean(loss, logits, states, Reduction.EXAMPLE))
                            .isCloseTo(example, within(tolerance * (1 + example)));
                }
            }
        }
    }

    /** In float32, the tolerance is relative to the largest entry, as the reference advises. */
    private static void same(NDArray found, JsonNode expected) {
        double[] numbers = Reference.flat(expected);
        double largest = Arrays.stream(numbers).map(Math::abs).max().orElseThrow();
        double[] actual = found.toType(DataType.FLOAT64, true).toDoubleArray();
        assertThat(actual).hasSameSizeAs(numbers);
        for (int i = 0; i < numbers.length; i++) {
            double tolerance = found.getDataType() == DataType.FLOAT32
                    ? 1e-5 * largest
                    : TOLERANCE + TOLERANCE * Math.abs(numbers[i]);
            assertThat(actual[i]).as("entry %d", i).isCloseTo(numbers[i], within(tolerance));
        }
    }

    /** Finite differences do not see that backpropagation leaves out the gradient of a detached factor. */
    static Stream<String> casesThatAreNotDetached() {
        return cases().filter(name -> !name.equals("asl_detached"));
    }

    @ParameterizedTest
    @MethodSource("casesThatAreNotDetached")
    void gradientsEqualFiniteDifferences(String name) {
        JsonNode inputs = REFERENCE.find("assume_negative").get("inputs");
        for (Reduction reduction : Reduction.values()) {
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray logits = Reference.array(manager, inputs.get("logits"));
                NDArray states = Reference.array(manager, inputs.get("labels"));
                NDArray weights = manager.create(new double[] {1, 0, 2, 0.5, 3});
                NDArray positives = manager.create(new double[] {1, 2, 10, 0.5});
                GradientCheck.function(
                        List.of(logits),
                        () -> CASES.get(name)
                                .mean(states, weights, positives, reduction)
                                .of(logits));
            }
        }
    }

    @Test
    void closedFormsAtLogitsOfZero() {
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray logits = manager.zeros(new Shape(1, 3), DataType.FLOAT64);
            NDArray onePositive = manager.create(new double[] {1, 0, 0}, new Shape(1, 3));
            logits.setRequiresGradient(true);
            assertThat(mean(MultiLabelLoss.weakNegatives(0.5), logits, onePositive, Reduction.MEAN))
                    .isCloseTo(2 / 3.0 * Math.log(2), within(1e-12));
            double negative = Math.pow(0.45, 4) * -Math.log(0.55);
            assertThat(MultiLabelLoss.asymmetric(0, 4, 0.05, false)
                            .perPair(logits, onePositive)
                            .toDoubleArray())
                    .containsExactly(new double[] {Math.log(2), negative, negative}, within(1e-12));
            Autograd.backward(
                    MultiLabelLoss.assumeNegative().perPair(logits, onePositive).sum());
            assertThat(logits.getGradient().toDoubleArray()).containsExactly(new double[] {-.5, .5, .5}, within(1e-15));
        }
    }

    @Test
    void unknownPairsHaveNeitherLossNorGradientWhereOnlyKnownOnesCount() {
        for (MultiLabelLoss loss : List.of(MultiLabelLoss.knownOnly(), MultiLabelLoss.partial(-4.45, 5.45, 1))) {
            assertThat(loss.needsNegatives()).isTrue();
            try (NDManager manager = NDManager.newBaseManager();
                    Autograd.Recording recording = Autograd.record()) {
                NDArray logits = manager.create(new double[] {-60, 3, 0, 60}, new Shape(2, 2));
                logits.setRequiresGradient(true);
                NDArray unknown = manager.zeros(new Shape(2, 2), DataType.FLOAT64);
                NDArray none = ones(manager, 2, DataType.FLOAT64);
                NDArray mean = loss.mean(unknown, none, none, Reduction.MEAN).of(logits);
                Autograd.backward(mean);
                assertThat(mean.getDouble()).isZero();
                assertThat(logits.getGradient().toDoubleArray()).containsOnly(0);
            }
        }
    }

    @Test
    void asymmetricLossWithoutFocusIsAssumeNegative() {
        try (NDManager manager = NDManager.newBaseManager()) {
            JsonNode inputs = REFERENCE.find("assume_negative").get("inputs");
            NDArray logits = Reference.array(manager, inputs.get("logits"));
            NDArray states = Reference.array(manager, inputs.get("labels"));
            assertThat(MultiLabelLoss.asymmetric(0, 0, 0, false)
                            .perPair(logits, states)
                            .toDoubleArray())
                    .containsExactly(
                            MultiLabelLoss.assumeNegative()
                                    .perPair(logits, states)
                                    .toDoubleArray(),
                            within(1e-15));
            // Focal loss is the asymmetric loss with equal exponents and no margin.
            assertThat(MultiLabelLoss.asymmetric(2, 2, 0, false)
                            .perPair(logits, states)
                            .toDoubleArray())
                    .containsExactly(
                            MultiLabelLoss.focal(2).perPair(logits, states).toDoubleArray(), within(1e-15));
        }
    }

    /** At p = 0 and p = 1 in float32, exponents between 0 and 1 have an unbounded derivative of the factor alone. */
    @Test
    void gradientsStayFiniteAtTheEnds() {
        List<MultiLabelLoss> losses = List.of(
                MultiLabelLoss.focal(0.5),
                MultiLabelLoss.asymmetric(0.5, 0.5, 0, false),
                MultiLabelLoss.asymmetric(0.5, 0.5, 0.05, false),
                MultiLabelLoss.hill(1, 0.5, 1.5));
        for (MultiLabelLoss loss : losses) {
            try (NDManager manager = NDManager.newBaseManager();
                    Autograd.Recording recording = Autograd.record()) {
                NDArray logits =
                        manager.create(new float[] {-500, 500, -500, 500, -2.9444f, -2.9445f}, new Shape(1, 6));
                logits.setRequiresGradient(true);
                NDArray states = manager.create(new float[] {1, 1, -1, -1, -1, 0}, new Shape(1, 6));
                NDArray pairs = loss.perPair(logits, states);
                Autograd.backward(pairs.sum());
                for (NDArray found : List.of(pairs, logits.getGradient())) {
                    for (float value : found.toFloatArray()) {
                        assertThat(value).isFinite();
                    }
                }
            }
        }
    }

    /** Examples of weight 0 do not count, and the weight of a class's positives does not change what the sum is divided by. */
    @Test
    void weightsOfExamplesAndOfPositives() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.zeros(new Shape(2, 2), DataType.FLOAT64);
            NDArray states = manager.create(new double[] {1, -1, 1, 1}, new Shape(2, 2));
            NDArray weights = manager.create(new double[] {3, 1});
            NDArray positives = manager.create(new double[] {5, 2});
            double first = (5 + 1) * Math.log(2);
            double second = (5 + 2) * Math.log(2);
            assertThat(MultiLabelLoss.knownOnly()
                            .mean(states, weights, positives, Reduction.EXAMPLE)
                            .of(logits)
                            .getDouble())
                    .isCloseTo((3 * first + second) / 4, within(1e-12));
            NDArray none = manager.zeros(new Shape(2), DataType.FLOAT64);
            assertThat(MultiLabelLoss.knownOnly()
                            .mean(states, none, positives, Reduction.MEAN)
                            .of(logits)
                            .getDouble())
                    .isZero();
        }
    }

    @Test
    void rarePositivesWeighMore() {
        assertThat(MultiLabelLoss.positiveWeights(new int[] {9, 1, 0, 50}, new int[] {81, 999, 4, 50}))
                .containsExactly(3, 10, 2, 1);
    }

    @Test
    void refusesInvalidSettings() {
        assertThatThrownBy(() -> MultiLabelLoss.smoothed(0.5)).hasMessageContaining("found 0.5");
        assertThatThrownBy(() -> MultiLabelLoss.weakNegatives(-1)).hasMessageContaining("weight of unknown pairs");
        assertThatThrownBy(() -> MultiLabelLoss.asymmetric(0, 4, 1, false)).hasMessageContaining("margin");
        assertThatThrownBy(() -> MultiLabelLoss.focal(-2)).hasMessageContaining("found -2.0");
    }
}
