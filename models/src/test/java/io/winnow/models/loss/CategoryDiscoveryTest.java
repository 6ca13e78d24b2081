package io.winnow.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.Reference;
import io.winnow.models.torch.Autograd;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Reference numbers come from an independent implementation in float64, whose gradients were checked by differences (specs/active-gcd.md). */
class CategoryDiscoveryTest {
    private static final double TEACHER = 0.05;

    @Test
    void lossAndGradientsAreThoseOfTheReference() {
        JsonNode cases = Reference.load(CategoryDiscoveryTest.class, "category_discovery.json")
                .get("cases");
        assertThat(cases.size()).isEqualTo(3);
        for (JsonNode each : cases) {
            JsonNode in = each.get("inputs");
            int classes = in.get("logits_view1").get(0).size();
            int width = in.get("projection_view1").get(0).size();
            double[] outputs = joined(in, classes, width);
            JsonNode expected = each.get("outputs");
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray x = manager.create(outputs, new Shape(outputs.length / (classes + width), classes + width));
                x.setRequiresGradient(true);
                try (Autograd.Recording recording = Autograd.record()) {
                    NDArray loss = new CategoryDiscovery(classes, 0.1, 0.35, 2, 1, 0.07)
                            .of(manager.create(twice(labels(in))), TEACHER)
                            .of(x);
                    assertThat(loss.getDouble())
                            .as("%s", each.get("name"))
                            .isCloseTo(expected.get("loss").asDouble(), within(1e-9));
                    Autograd.backward(loss);
                }
                double[] gradient = x.getGradient().toDoubleArray();
                double[] ofCosines = Reference.flat(expected.get("gradient_logits"));
                double[] ofProjections = Reference.flat(expected.get("gradient_projections"));
                for (int i = 0; i < gradient.length; i++) {
                    int row = i / (classes + width);
                    int column = i % (classes + width);
                    double wanted = column < classes
                            ? ofCosines[row * classes + column]
                            : ofProjections[row * width + column - classes];
                    assertThat(gradient[i]).isCloseTo(wanted, within(1e-9));
                }
            }
        }
    }

    /** One answer in two views with equal cosines: the cross-entropy of K classes is ln K, and nothing else counts. */
    @Test
    void answersLearnTheirLabelsAlone() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new double[] {0.5, 0.5, 0.5, 0.5, 0.5, 0.5}, new Shape(2, 3));
            NDArray loss = new CategoryDiscovery(3, 0.1, 0.35, 2, 1, 0.07)
                    .ofLabels()
                    .of(manager.create(new long[] {1, 1}), TEACHER)
                    .of(x);
            assertThat(loss.getDouble()).isCloseTo(Math.log(3), within(1e-9));
        }
    }

    /** Two rows whose classes are sure and different: the mean prediction is uniform, so that the mean entropy adds nothing. */
    @Test
    void aUniformMeanPredictionCostsNothing() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new double[] {1, 0, 0, 1, 1, 0, 0, 1}, new Shape(4, 2));
            NDArray labels = manager.create(new long[] {-1, -1, -1, -1});
            double without = new CategoryDiscovery(2, 0.1, 0.35, 0, 1, 0.07)
                    .of(labels, TEACHER)
                    .of(x)
                    .getDouble();
            double with = new CategoryDiscovery(2, 0.1, 0.35, 5, 1, 0.07)
                    .of(labels, TEACHER)
                    .of(x)
                    .getDouble();
            assertThat(with).isCloseTo(without, within(1e-12));
            NDArray same = manager.create(new double[] {1, 0, 1, 0, 1, 0, 1, 0}, new Shape(4, 2));
            double one = new CategoryDiscovery(2, 0.1, 0, 1, 1, 0.07)
                    .of(labels, TEACHER)
                    .of(same)
                    .getDouble();
            double p = 1 / (1 + Math.exp(-10));
            double q = 1 / (1 + Math.exp(-1 / TEACHER));
            double entropy = -p * Math.log(p) - (1 - p) * Math.log(1 - p);
            double crossEntropy = -q * Math.log(p) - (1 - q) * Math.log(1 - p);
            assertThat(one).isCloseTo(crossEntropy + Math.log(2) - entropy, within(1e-10));
        }
    }

    /**
     * Two rows of two classes with the cosines (0, a) and (0, b): p is a sigmoid. The mean prediction is .9 (.7, .3) + .1 of their mean, and
     * the gradient that of the mean of the batch, with the logarithms of the moving average: p_i (g - p_i.g) / (t 2B), g = ln m (active-gcd.md).
     */
    @Test
    void aMovingAverageOfTheMeanPredictionHasTheGradientOfTheBatch() {
        double[] cosines = {0, 0.08, 0, -0.02};
        double[] p = {1 / (1 + Math.exp(-0.8)), 1 / (1 + Math.exp(0.2))};
        double second = 0.9 * 0.3 + 0.1 * (p[0] + p[1]) / 2;
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray labels = manager.create(new long[] {-1, -1});
            NDArray before = manager.create(new double[] {0.7, 0.3});
            double[][] found = new double[2][];
            double[] losses = new double[2];
            for (int entropy = 0; entropy < 2; entropy++) {
                NDArray x = manager.create(cosines, new Shape(2, 2));
                x.setRequiresGradient(true);
                try (Autograd.Recording recording = Autograd.record()) {
                    NDArray loss = new CategoryDiscovery(2, 0.1, 0, entropy, 1, 0.07)
                            .of(labels, TEACHER, Optional.of(before), Optional.empty())
                            .of(x);
                    losses[entropy] = loss.getDouble();
                    Autograd.backward(loss);
                }
                found[entropy] = x.getGradient().toDoubleArray();
            }
            assertThat(losses[1] - losses[0])
                    .isCloseTo(
                            second * Math.log(2 * second) + (1 - second) * Math.log(2 * (1 - second)), within(1e-12));
            for (int row = 0; row < 2; row++) {
                double wanted = p[row] * (1 - p[row]) * (Math.log(second) - Math.log(1 - second)) / (0.1 * 2);
                assertThat(found[1][2 * row + 1] - found[0][2 * row + 1]).isCloseTo(wanted, within(1e-9));
            }
            CategoryDiscovery loss = new CategoryDiscovery(2, 0.1, 0, 2, 1, 0.07);
            NDArray x = manager.create(cosines, new Shape(2, 2));
            loss.remember(before, x);
            assertThat(before.toDoubleArray()).containsExactly(new double[] {1 - second, second}, within(1e-12));
            // Before the first batch there is nothing to remember.
            NDArray nothing = manager.create(new double[2]);
            assertThat(loss.of(labels, TEACHER, Optional.of(nothing), Optional.empty())
                            .of(x)
                            .getDouble())
                    .isEqualTo(loss.of(labels, TEACHER).of(x).getDouble());
            loss.remember(nothing, x);
            assertThat(nothing.toDoubleArray()[1]).isCloseTo((p[0] + p[1]) / 2, within(1e-12));
        }
    }

    /**
     * Two views of two classes with the cosines (0, a) and (0, b), of which only the second one has a label, as a neighbour of the example may.
     * Its cross-entropy is the one that counts, and the views learn the mean of the other one's prediction and of what is agreed.
     */
    @Test
    void viewsHaveLabelsOfTheirOwnAndLearnWhatIsAgreed() {
        double[] p = {1 / (1 + Math.exp(-0.8)), 1 / (1 + Math.exp(0.2))};
        double[] teacher = {1 / (1 + Math.exp(-0.08 / TEACHER)), 1 / (1 + Math.exp(0.02 / TEACHER))};
        double[] agreed = {0.9, 0.4};
        double distillation = 0;
        for (int view = 0; view < 2; view++) {
            double learnt = (teacher[1 - view] + agreed[view]) / 2;
            distillation -= (learnt * Math.log(p[view]) + (1 - learnt) * Math.log(1 - p[view])) / 2;
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new double[] {0, 0.08, 0, -0.02}, new Shape(2, 2));
            NDArray known = manager.create(new double[] {0.1, 0.9, 0.6, 0.4}, new Shape(2, 2));
            double loss = new CategoryDiscovery(2, 0.1, 0.35, 0, 1, 0.07)
                    .of(manager.create(new long[] {-1, 0}), TEACHER, Optional.empty(), Optional.of(known))
                    .of(x)
                    .getDouble();
            assertThat(loss).isCloseTo(0.65 * distillation - 0.35 * Math.log(1 - p[1]), within(1e-9));
        }
    }

    private static long[] twice(long[] labels) {
        return LongStream.concat(Arrays.stream(labels), Arrays.stream(labels)).toArray();
    }

    private static long[] labels(JsonNode in) {
        long[] labels = new long[in.get("labels").size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = in.get("labelled").get(i).asBoolean()
                    ? in.get("labels").get(i).asLong()
                    : -1;
        }
        return labels;
    }

    /** Joins cosines and projections of both views into rows. */
    private static double[] joined(JsonNode in, int classes, int width) {
        int half = in.get("logits_view1").size();
        double[] values = new double[2 * half * (classes + width)];
        for (int row = 0; row < 2 * half; row++) {
            String view = row < half ? "view1" : "view2";
            for (int i = 0; i < classes + width; i++) {
                JsonNode part =
                        in.get((i < classes ? "logits_" : "projection_") + view).get(row % half);
                values[row * (classes + width) + i] =
                        part.get(i < classes ? i : i - classes).asDouble();
            }
        }
        return values;
    }
}
