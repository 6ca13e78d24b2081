package io.winnow.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.GradientCheck;
import io.winnow.models.Reference;
import io.winnow.models.loss.SetMatching.Scheme;
import io.winnow.models.torch.Autograd;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares matching and transport with reference numbers, in which the empty class comes first, and gradients with finite differences. */
class SetMatchingTest {
    private static final Reference MATCHING = Reference.load(SetMatchingTest.class, "set-matching.json");
    private static final Reference PLANS = Reference.load(SetMatchingTest.class, "set-transport.json");
    private static final Reference TERM = Reference.load(SetMatchingTest.class, "set-transport-term.json");
    private static final double EMPTY_WEIGHT = 0.2;

    /** Puts the empty class last. */
    private static NDArray emptyLast(NDArray x) {
        return x.get(new NDIndex("..., 1:")).concat(x.get(new NDIndex("..., 0:1")), -1);
    }

    private static int[] classes(JsonNode targets) {
        return Arrays.stream(Reference.flat(targets))
                .mapToInt(label -> (int) label - 1)
                .filter(label -> label >= 0)
                .toArray();
    }

    private static NDArray loss(NDArray logits, int[][] classes, Scheme scheme) {
        NDManager manager = logits.getManager();
        long[] assigned = SetMatching.assign(logits, classes, scheme);
        long empty = logits.getShape().get(2) - 1;
        Shape shape = new Shape(classes.length, logits.getShape().get(1));
        double[] weights = Arrays.stream(assigned)
                .mapToDouble(c -> c == empty ? EMPTY_WEIGHT : 1)
                .toArray();
        return SetMatching.crossEntropy(manager.create(assigned, shape), manager.create(weights, shape))
                .of(logits);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "two_examples_all_steps",
                "two_examples_first_n",
                "full_and_empty_set_all_steps",
                "full_and_empty_set_first_n",
                "one_step_all_steps",
                "one_step_first_n"
            })
    void matchesAsTheReference(String name) {
        JsonNode one = MATCHING.find(name);
        JsonNode targets = one.get("inputs").get("targets");
        int[][] classes = IntStream.range(0, targets.size())
                .mapToObj(i -> classes(targets.get(i)))
                .toArray(int[][]::new);
        Scheme scheme = name.endsWith("first_n") ? Scheme.FIRST_STEPS : Scheme.ALL_STEPS;
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray logits =
                    emptyLast(Reference.array(manager, one.get("inputs").get("logits")));
            logits.setRequiresGradient(true);
            double[] expected = Reference.flat(one.get("outputs").get("assigned"));
            long empty = logits.getShape().get(2) - 1;
            assertThat(SetMatching.assign(logits, classes, scheme))
                    .containsExactly(Arrays.stream(expected)
                            .mapToLong(label -> label == 0 ? empty : (long) label - 1)
                            .toArray());
            NDArray loss = loss(logits, classes, scheme);
            Autograd.backward(loss);
            assertThat(loss.getDouble())
                    .isCloseTo(one.get("outputs").get("loss").asDouble(), within(1e-12));
            NDArray gradient =
                    emptyLast(Reference.array(manager, one.get("outputs").get("grad_logits")));
            assertThat(logits.getGradient().toDoubleArray()).containsExactly(gradient.toDoubleArray(), within(1e-12));
        }
    }

    @Test
    void theOrderOfClassesDoesNotMatter() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.randomNormal(0, 1, new Shape(1, 4, 6), DataType.FLOAT64);
            double one = loss(logits, new int[][] {{0, 2, 4}}, Scheme.ALL_STEPS).getDouble();
            double other =
                    loss(logits, new int[][] {{4, 0, 2}}, Scheme.ALL_STEPS).getDouble();
            assertThat(other).isCloseTo(one, within(1e-12));
        }
    }

    /** Steps that write the right classes, one each, are right in any order: neither matching nor transport costs anything. */
    @Test
    void rightClassesInAnyOrderCostNothing() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(new double[] {0, 0, 60, 0, 60, 0, 0, 0, 0, 60, 0, 0}, new Shape(1, 3, 4));
            int[][] classes = {{0, 1, 2}};
            for (Scheme scheme : List.of(Scheme.ALL_STEPS, Scheme.FIRST_STEPS)) {
                assertThat(loss(logits, classes, scheme).getDouble()).isCloseTo(0, within(1e-12));
            }
            NDArray names = manager.create(new double[] {1, 0, 0, 1, .6, -.8}, new Shape(3, 2));
            NDArray one = manager.ones(new Shape(1), DataType.FLOAT64);
            assertThat(SetMatching.transport(logits, names, classes, one).getDouble())
                    .isCloseTo(0, within(1e-3));
        }
    }

    /** If all steps predict the same, it makes no difference which of them a class is assigned to. */
    @Test
    void theLossDoesNotDependOnHowATieIsBroken() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray step = manager.randomNormal(0, 1, new Shape(1, 1, 6), DataType.FLOAT64);
            NDArray logits = step.repeat(1, 4);
            double found =
                    loss(logits, new int[][] {{0, 2, 4}}, Scheme.ALL_STEPS).getDouble();
            double[] p = step.softmax(2).toDoubleArray();
            double closed = -(Math.log(p[0]) + Math.log(p[2]) + Math.log(p[4]) + EMPTY_WEIGHT * Math.log(p[5]))
                    / (3 + EMPTY_WEIGHT);
            assertThat(found).isCloseTo(closed, within(1e-12));
        }
    }

    /** With more classes than steps, each step gets a class of its own. */
    @Test
    void theMostProbableClassesAreAssignedIfThereAreTooMany() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(new float[] {0, 0, 9, 0, 0, 9, 0, 0}, new Shape(1, 2, 4));
            assertThat(SetMatching.assign(logits, new int[][] {{0, 1, 2}}, Scheme.ALL_STEPS))
                    .containsExactly(2, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"square", "more_predictions", "one_label"})
    void plansAreThoseOfTheReference(String name) {
        JsonNode outputs = PLANS.find(name).get("outputs");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray costs = Reference.array(manager, outputs.get("cost")).expandDims(0);
            long columns = costs.getShape().get(2);
            NDArray plan = TransportPlan.ipot(
                    costs, manager.ones(new Shape(1, columns), DataType.FLOAT64).div(columns));
            Reference.assertSame(plan, outputs.get("ipot_plan"), 1e-9);
            assertThat(plan.mul(costs).sum().getDouble())
                    .isCloseTo(outputs.get("exact_cost").asDouble(), within(2e-4));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"three_labels", "one_label", "no_label"})
    void theTransportTermIsThatOfTheReference(String name) {
        JsonNode one = TERM.find(name);
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray logits = emptyLast(
                            Reference.array(manager, one.get("inputs").get("logits")))
                    .expandDims(0);
            logits.setRequiresGradient(true);
            NDArray vectors = Reference.array(manager, one.get("inputs").get("label_vectors"))
                    .get(new NDIndex("1:"));
            int[][] classes = {classes(one.get("inputs").get("targets"))};
            NDArray term =
                    SetMatching.transport(logits, vectors, classes, manager.ones(new Shape(1), DataType.FLOAT64));
            Autograd.backward(term);
            assertThat(term.getDouble())
                    .isCloseTo(one.get("outputs").get("value").asDouble(), within(1e-9));
            NDArray gradient =
                    emptyLast(Reference.array(manager, one.get("outputs").get("grad_logits")));
            assertThat(logits.getGradient().toDoubleArray()).containsExactly(gradient.toDoubleArray(), within(1e-9));
        }
    }

    /** In a batch, an example has the same term whatever the number of classes of the others. */
    @Test
    void examplesOfDifferentSizesDoNotTouch() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.randomNormal(0, 1, new Shape(3, 4, 6), DataType.FLOAT64);
            NDArray vectors = manager.randomNormal(0, 1, new Shape(5, 3), DataType.FLOAT64);
            int[][] classes = {{0, 3, 4}, {}, {2}};
            NDArray weights = manager.create(new double[] {1, 2, 3});
            double sum = 0;
            for (int i = 0; i < 3; i++) {
                NDArray alone = SetMatching.transport(
                        logits.get(i + ":" + (i + 1)),
                        vectors,
                        new int[][] {classes[i]},
                        manager.ones(new Shape(1), DataType.FLOAT64));
                sum += (i + 1) * alone.getDouble() / 6;
            }
            assertThat(SetMatching.transport(logits, vectors, classes, weights).getDouble())
                    .isCloseTo(sum, within(1e-12));
        }
    }

    @Test
    void gradientsOfMatchingAreThoseOfFiniteDifferences() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.randomNormal(0, 1, new Shape(2, 3, 5), DataType.FLOAT64);
            GradientCheck.function(List.of(logits), () -> loss(logits, new int[][] {{0, 3}, {1}}, Scheme.ALL_STEPS));
        }
    }

    /** The steps write the classes as they are given, as many as there are steps, whatever is probable. */
    @Test
    void classesInAnOrderAreNotMatched() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.randomNormal(new Shape(3, 2, 5));
            int[][] classes = {{3, 0, 1}, {2}, {}};
            assertThat(SetMatching.assign(logits, classes, Scheme.BY_FREQUENCY)).containsExactly(3, 0, 2, 4, 4, 4);
        }
    }
}
