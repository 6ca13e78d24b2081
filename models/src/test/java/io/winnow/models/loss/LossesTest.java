package io.winnow.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.GradientCheck;
import io.winnow.models.Reference;
import io.winnow.models.torch.Autograd;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossesTest {
    /** For orthogonal vectors, the cosine with the query's own key is 1 and the cosines with the queue are 0. */
    @Test
    void infoNceOfOrthogonalKeysHasAClosedForm() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray q = manager.create(new double[] {2, 0, 0, 0}, new Shape(1, 4));
            NDArray queue = manager.create(new double[] {0, 1, 0, 0, 0, 0, 1, 0}, new Shape(2, 4));
            double expected = Math.log(Math.exp(1 / 0.2) + 2) - 1 / 0.2;
            assertThat(Losses.infoNce(q, q, queue, 0.2).getDouble()).isCloseTo(expected, within(1e-12));
        }
    }

    @Test
    void infoNceDifferentiatesQueriesOnly() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray q = manager.randomNormal(new Shape(4, 5), DataType.FLOAT64);
            NDArray k = manager.randomNormal(new Shape(4, 5), DataType.FLOAT64);
            NDArray queue = Losses.unitRows(manager.randomNormal(new Shape(7, 5), DataType.FLOAT64));
            GradientCheck.function(List.of(q), () -> Losses.infoNce(q, k, queue, 0.1));
        }
    }

    /** The factor must not lie in memory that Java reuses between the two passes, as that of DJL's own product does. */
    @Test
    void scaledKeepsItsFactorUntilTheBackwardPass() throws InterruptedException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new float[] {1, 2, 3});
            x.setRequiresGradient(true);
            NDArray loss;
            try (Autograd.Recording recording = Autograd.record()) {
                loss = Losses.scaled(x.sum(), 0.5);
            }
            System.gc();
            Thread.sleep(50);
            List<ByteBuffer> reused = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                reused.add(ByteBuffer.allocateDirect(Float.BYTES).putInt(0, i));
            }
            Autograd.backward(loss);
            assertThat(x.getGradient().toFloatArray()).containsExactly(0.5f, 0.5f, 0.5f);
            assertThat(reused).hasSize(2000);
        }
    }

    @Test
    void crossEntropySmoothsTowardsUniform() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(new double[] {0, Math.log(3)}, new Shape(1, 2));
            NDArray classes = manager.create(new long[] {1});
            // The logits give the probabilities 1/4 and 3/4.
            assertThat(Losses.crossEntropy(logits, classes, 0).getDouble()).isCloseTo(Math.log(4.0 / 3), within(1e-12));
            assertThat(Losses.crossEntropy(logits, classes, 0.2).getDouble())
                    .isCloseTo(0.9 * Math.log(4.0 / 3) + 0.1 * Math.log(4), within(1e-12));
            GradientCheck.function(List.of(logits), () -> Losses.crossEntropy(logits, classes, 0.1));
        }
    }

    @Test
    void binaryCrossEntropyIsTheMeanOverClasses() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(new double[] {0, Math.log(3)}, new Shape(1, 2));
            NDArray targets = manager.create(new double[] {1, 0}, new Shape(1, 2));
            assertThat(Losses.binaryCrossEntropy(logits, targets).getDouble())
                    .isCloseTo((Math.log(2) + Math.log(4)) / 2, within(1e-12));
            GradientCheck.function(List.of(logits), () -> Losses.binaryCrossEntropy(logits, targets));
        }
    }

    @Test
    void divergenceIsCrossEntropyMinusEntropy() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(new double[] {0, 1, -2, 0.5, 3, 1}, new Shape(2, 3));
            NDArray targets = manager.create(new double[] {0.2, 0.5, 0.3, 0, 1, 0}, new Shape(2, 3));
            NDArray weights = manager.create(new double[] {3, 1});
            double entropy = -0.75 * (0.2 * Math.log(0.2) + 0.5 * Math.log(0.5) + 0.3 * Math.log(0.3));
            assertThat(Losses.divergence(logits, targets, weights).getDouble())
                    .isCloseTo(Losses.crossEntropy(logits, targets, weights).getDouble() - entropy, within(1e-12));
            assertThat(Losses.divergence(targets.get("0:1").log(), targets.get("0:1"), weights.get("0:1"))
                            .getDouble())
                    .isCloseTo(0, within(1e-12));
            GradientCheck.function(List.of(logits), () -> Losses.divergence(logits, targets, weights));
        }
    }

    /** Probabilities .5, .3 and .2: with the first two as candidates, the loss is -log .8, and with all it is 0. */
    @Test
    void candidatesShareTheirProbability() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(
                    new double[] {Math.log(0.5), Math.log(0.3), Math.log(0.2), 4, 1, 7, 90, 0, 0}, new Shape(3, 3));
            NDArray some = manager.create(new double[] {1, 1, 0, 1, 1, 1, 1, 0, 0}, new Shape(3, 3));
            NDArray first = manager.create(new double[] {1, 0, 0});
            NDArray second = manager.create(new double[] {0, 1, 0});
            NDArray third = manager.create(new double[] {0, 0, 1});
            assertThat(Losses.candidates(logits, some, first).getDouble()).isCloseTo(-Math.log(0.8), within(1e-12));
            assertThat(Losses.candidates(logits, some, second).getDouble()).isZero();
            assertThat(Losses.candidates(logits, some, third).getDouble()).isCloseTo(2 * Math.exp(-90), within(1e-45));
            GradientCheck.function(
                    List.of(logits), () -> Losses.candidates(logits, some, manager.create(new double[] {1, 2, 0.5})));
        }
    }

    /** The gradient is p minus p restricted to the candidates. With one candidate, the loss is the cross-entropy. */
    @Test
    void candidatesPullTowardsTheirOwnShares() {
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray logits =
                    manager.create(new double[] {Math.log(0.5), Math.log(0.3), Math.log(0.2)}, new Shape(1, 3));
            logits.setRequiresGradient(true);
            NDArray weight = manager.create(new double[] {2});
            NDArray two = manager.create(new double[] {1, 1, 0}, new Shape(1, 3));
            Autograd.backward(Losses.candidates(logits, two, weight));
            assertThat(logits.getGradient().toDoubleArray())
                    .containsExactly(new double[] {0.5 - 0.625, 0.3 - 0.375, 0.2}, within(1e-12));
            NDArray one = manager.create(new double[] {0, 1, 0}, new Shape(1, 3));
            assertThat(Losses.candidates(logits, one, weight).getDouble())
                    .isCloseTo(
                            Losses.crossEntropy(logits, manager.create(new long[] {1}), 0)
                                    .getDouble(),
                            within(1e-12));
        }
    }

    @Test
    void examplesOfWeightZeroDoNotCount() {
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray logits = manager.create(new float[] {1, 2, 3, 4}, new Shape(2, 2));
            logits.setRequiresGradient(true);
            NDArray nothing = manager.zeros(new Shape(2, 2));
            NDArray weights = manager.zeros(new Shape(2));
            NDArray sum = Losses.candidates(logits, nothing, weights)
                    .add(Losses.crossEntropy(logits, nothing, weights))
                    .add(Losses.divergence(logits, nothing, weights));
            Autograd.backward(sum);
            assertThat(sum.getFloat()).isZero();
            assertThat(logits.getGradient().toFloatArray()).containsOnly(0);
        }
    }

    /** The objective of self-training: CE(labelled) + omega CE(pseudo-labelled), with class weights (value-of-labels.md). */
    @Test
    void labelledAndPseudoLabelledLossesAreThoseOfTheReference() {
        Reference reference = Reference.load(getClass(), "value-of-labels-objective.json");
        for (String name : new String[] {"objective_1.0", "objective_0.5", "objective_0.0"}) {
            JsonNode one = reference.find(name);
            JsonNode in = one.get("inputs");
            try (NDManager manager = NDManager.newBaseManager()) {
                double[] losses = new double[2];
                for (int part = 0; part < 2; part++) {
                    NDArray logits = Reference.array(manager, in.get(part == 0 ? "logits" : "logits_u"));
                    JsonNode classes = in.get(part == 0 ? "labels" : "pseudo");
                    int size = classes.size();
                    double[] hot = new double[size * 3];
                    double[] weights = new double[size];
                    for (int i = 0; i < size; i++) {
                        int own = classes.get(i).asInt();
                        hot[3 * i + own] = 1;
                        weights[i] = in.get("weights").isNull()
                                ? 1
                                : in.get("weights").get(own).asDouble();
                    }
                    losses[part] = Losses.crossEntropy(
                                    logits, manager.create(hot, new Shape(size, 3)), manager.create(weights))
                            .toDoubleArray()[0];
                }
                JsonNode out = one.get("outputs");
                assertThat(losses[0]).isCloseTo(out.get("labelled").asDouble(), within(1e-10));
                assertThat(losses[1]).isCloseTo(out.get("unlabelled").asDouble(), within(1e-10));
                assertThat(losses[0] + in.get("omega").asDouble() * losses[1])
                        .isCloseTo(out.get("total").asDouble(), within(1e-10));
            }
        }
    }
}
