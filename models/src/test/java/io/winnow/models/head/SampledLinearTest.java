package io.winnow.models.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.GradientCheck;
import io.winnow.models.loss.MultiLabelLoss;
import io.winnow.models.loss.MultiLabelLoss.Reduction;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.Tensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SampledLinearTest {
    private static final int CLASSES = 7;
    private static final int WIDTH = 3;
    private static final int[][] POSITIVES = {{1, 4}, {}, {4}};
    private static final MultiLabelLoss LOSS = MultiLabelLoss.assumeNegative();

    /** A layer with random values, and examples of which the second has no class. */
    @SuppressWarnings("ArrayRecordComponent") // numbers; never compared
    private record Case(double[] weight, double[] bias, double[] x) {
        static Case random(long seed) {
            Random random = new Random(seed);
            return new Case(
                    random.doubles((long) CLASSES * WIDTH, -1, 1).toArray(),
                    random.doubles(CLASSES, -1, 1).toArray(),
                    random.doubles((long) POSITIVES.length * WIDTH, -1, 1).toArray());
        }

        NDArray weights(NDManager manager) {
            return manager.create(weight, new Shape(CLASSES, WIDTH));
        }

        NDArray biases(NDManager manager) {
            return manager.create(bias, new Shape(CLASSES, 1));
        }

        NDArray examples(NDManager manager) {
            return manager.create(x, new Shape(POSITIVES.length, WIDTH));
        }

        SampledLinear layer(NDManager manager, int negatives, boolean adaptive) {
            return new SampledLinear(weights(manager), biases(manager), negatives, adaptive);
        }
    }

    /** The loss and its gradients: of the examples, and of the layer (P, D + 1), whose last column are the biases. */
    @SuppressWarnings("ArrayRecordComponent") // numbers
    private record Found(double loss, double[] examples, double[][] layer) {}

    private static NDArray states(NDManager manager, long[] rows) {
        double[] states = new double[POSITIVES.length * rows.length];
        for (int i = 0; i < POSITIVES.length; i++) {
            for (int s = 0; s < rows.length; s++) {
                long row = rows[s];
                states[i * rows.length + s] = Arrays.stream(POSITIVES[i]).anyMatch(c -> c == row) ? 1 : -1;
            }
        }
        return manager.create(states, new Shape(POSITIVES.length, rows.length));
    }

    private static NDArray loss(SampledLinear.Sample sample, NDArray x, Reduction reduction) {
        NDManager manager = x.getManager();
        double[] columns = new double[sample.columnWeights().length];
        Arrays.setAll(columns, s -> sample.columnWeights()[s]);
        return LOSS.sampledMean(
                sample.outputs(x),
                states(manager, sample.rows()),
                manager.create(new double[] {1, 0.5, 2}),
                manager.create(columns),
                CLASSES,
                reduction);
    }

    private static Found found(SampledLinear.Sample sample, NDArray x, Reduction reduction) {
        x.setRequiresGradient(true);
        Autograd.zeroGradient(x);
        double loss;
        try (Autograd.Recording recording = Autograd.record()) {
            NDArray value = loss(sample, x, reduction);
            Autograd.backward(value);
            loss = value.getDouble();
        }
        double[][] layer = new double[CLASSES][WIDTH + 1];
        double[] weights = sample.weight().values().getGradient().toDoubleArray();
        double[] biases = sample.bias().values().getGradient().toDoubleArray();
        for (int s = 0; s < sample.rows().length; s++) {
            System.arraycopy(weights, s * WIDTH, layer[(int) sample.rows()[s]], 0, WIDTH);
            layer[(int) sample.rows()[s]][WIDTH] = biases[s];
        }
        return new Found(loss, x.getGradient().toDoubleArray(), layer);
    }

    /** The loss on all classes by its definition, in plain Java. */
    private static double fullLoss(Case numbers, Reduction reduction) {
        double[] weights = {1, 0.5, 2};
        double sum = 0;
        for (int i = 0; i < POSITIVES.length; i++) {
            for (int c = 0; c < CLASSES; c++) {
                double z = numbers.bias[c];
                for (int d = 0; d < WIDTH; d++) {
                    z += numbers.x[i * WIDTH + d] * numbers.weight[c * WIDTH + d];
                }
                int number = c;
                boolean positive = Arrays.stream(POSITIVES[i]).anyMatch(own -> own == number);
                sum += weights[i] * Math.log1p(Math.exp(positive ? -z : z));
            }
        }
        return sum / 3.5 / (reduction == Reduction.MEAN ? CLASSES : 1);
    }

    /**
     * Two of the five classes without a positive are drawn, so that there are ten equally probable samples. The mean of loss and gradients over
     * all of them is that of the loss on all classes.
     */
    @Test
    void theExpectationIsTheLossOnAllClasses() {
        Case numbers = Case.random(1);
        for (Reduction reduction : Reduction.values()) {
            try (NDManager manager = NDManager.newBaseManager();
                    SampledLinear sampled = numbers.layer(manager, 2, false);
                    SampledLinear whole = numbers.layer(manager, CLASSES, false)) {
                NDArray x = numbers.examples(manager);
                Map<String, Found> distinct = new HashMap<>();
                for (long key = 0; key < 300; key++) {
                    try (SampledLinear.Sample sample = sampled.sample(POSITIVES, key)) {
                        String rows = Arrays.toString(sample.rows());
                        if (!distinct.containsKey(rows)) {
                            assertThat(sample.rows()).hasSize(4).contains(1, 4);
                            distinct.put(rows, found(sample, x, reduction));
                        }
                    }
                }
                assertThat(distinct).hasSize(10);
                Found all = found(whole.sample(POSITIVES, 0), x, reduction);
                assertThat(all.loss).isCloseTo(fullLoss(numbers, reduction), within(1e-12));
                assertThat(mean(distinct, each -> new double[] {each.loss}))
                        .containsExactly(new double[] {all.loss}, within(1e-12));
                assertThat(mean(distinct, Found::examples)).containsExactly(all.examples, within(1e-12));
                for (int c = 0; c < CLASSES; c++) {
                    int number = c;
                    assertThat(mean(distinct, each -> each.layer[number])).containsExactly(all.layer[c], within(1e-12));
                }
            }
        }
    }

    private interface Part {
        double[] of(Found found);
    }

    private static double[] mean(Map<String, Found> all, Part part) {
        double[] mean = new double[part.of(all.values().iterator().next()).length];
        all.values().forEach(each -> {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += part.of(each)[i] / all.size();
            }
        });
        return mean;
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        Case numbers = Case.random(2);
        try (NDManager manager = NDManager.newBaseManager();
                SampledLinear layer = numbers.layer(manager, 2, false);
                SampledLinear.Sample sample = layer.sample(POSITIVES, 5)) {
            NDArray x = numbers.examples(manager);
            GradientCheck.function(
                    List.of(x, sample.weight().values(), sample.bias().values()),
                    () -> loss(sample, x, Reduction.EXAMPLE));
        }
    }

    /** AdamW for each row by itself, whose clock stands still in steps in which the row is not sampled. */
    @Test
    void eachSampledRowTakesItsOwnStepsOfAdamW() {
        Case numbers = Case.random(3);
        double rate = 0.1;
        double decay = 0.2;
        try (NDManager manager = NDManager.newBaseManager();
                NDArray weight = numbers.weights(manager);
                NDArray bias = numbers.biases(manager);
                SampledLinear layer = new SampledLinear(weight, bias, 1, true)) {
            double[][] expected = new double[CLASSES][WIDTH + 1];
            for (int c = 0; c < CLASSES; c++) {
                System.arraycopy(numbers.weight, c * WIDTH, expected[c], 0, WIDTH);
                expected[c][WIDTH] = numbers.bias[c];
            }
            double[][] m = new double[CLASSES][WIDTH + 1];
            double[][] v = new double[CLASSES][WIDTH + 1];
            int[] steps = new int[CLASSES];
            for (long key = 0; key < 6; key++) {
                SampledLinear.Sample sample = layer.sample(POSITIVES, key);
                Found found = found(sample, numbers.examples(manager), Reduction.EXAMPLE);
                layer.collect(sample);
                layer.stepAdamW(rate, 0.9, 0.99, 1e-8, decay);
                for (long row : sample.rows()) {
                    int c = (int) row;
                    steps[c]++;
                    for (int d = 0; d <= WIDTH; d++) {
                        double g = found.layer[c][d];
                        m[c][d] = 0.9 * m[c][d] + 0.1 * g;
                        v[c][d] = 0.99 * v[c][d] + 0.01 * g * g;
                        double first = m[c][d] / (1 - Math.pow(0.9, steps[c]));
                        double second = v[c][d] / (1 - Math.pow(0.99, steps[c]));
                        double own = d < WIDTH ? decay : 0;
                        expected[c][d] -= rate * (first / (Math.sqrt(second) + 1e-8) + own * expected[c][d]);
                    }
                }
            }
            assertThat(Arrays.stream(steps).distinct().count()).isGreaterThan(2);
            double[] weights = weight.toDoubleArray();
            double[] biases = bias.toDoubleArray();
            for (int c = 0; c < CLASSES; c++) {
                assertThat(Arrays.copyOfRange(weights, c * WIDTH, (c + 1) * WIDTH))
                        .containsExactly(Arrays.copyOf(expected[c], WIDTH), within(1e-9));
                assertThat(biases[c]).isCloseTo(expected[c][WIDTH], within(1e-9));
            }
        }
    }

    /** Without a positive in the batch, all classes are equally probable. */
    @Test
    void aBatchWithoutPositivesHasNegativesOnly() {
        try (NDManager manager = NDManager.newBaseManager();
                SampledLinear layer = Case.random(4).layer(manager, 2, true);
                SampledLinear.Sample sample = layer.sample(new int[][] {{}, {}}, 1)) {
            assertThat(sample.rows()).hasSize(2);
            assertThat(sample.columnWeights()).containsExactly(3.5f, 3.5f);
            assertThat(sample.outputs(manager.zeros(new Shape(2, WIDTH), DataType.FLOAT64))
                            .getShape())
                    .isEqualTo(new Shape(2, 2));
        }
    }

    @Test
    void continuesFromASavedState() {
        Case numbers = Case.random(6);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray[] weights = {numbers.weights(manager), numbers.weights(manager)};
            NDArray[] biases = {numbers.biases(manager), numbers.biases(manager)};
            try (SampledLinear layer = new SampledLinear(weights[0], biases[0], 2, true);
                    SampledLinear other = new SampledLinear(weights[1], biases[1], 2, true)) {
                step(layer, numbers.examples(manager), 1);
                layer.state()
                        .forEach((name, array) ->
                                Tensors.copy(array, other.state().get(name)));
                Tensors.copy(weights[0], weights[1]);
                Tensors.copy(biases[0], biases[1]);
                step(layer, numbers.examples(manager), 2);
                step(other, numbers.examples(manager), 2);
                assertThat(weights[1].toDoubleArray()).containsExactly(weights[0].toDoubleArray());
                assertThat(biases[1].toDoubleArray()).containsExactly(biases[0].toDoubleArray());
                assertThat(layer.state()).hasSize(6);
            }
        }
    }

    private static void step(SampledLinear layer, NDArray x, long key) {
        SampledLinear.Sample sample = layer.sample(POSITIVES, key);
        found(sample, x, Reduction.EXAMPLE);
        layer.collect(sample);
        layer.stepAdamW(0.1, 0.9, 0.99, 1e-8, 0.1);
    }
}
