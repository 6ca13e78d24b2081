package io.winnow.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.Reference;
import io.winnow.models.torch.Autograd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares mixup, the cross-entropy of mixed targets and the squared distance, alone and combined as in RCAL, with reference numbers. */
class MixedObjectiveTest {
    private static final Reference REFERENCE = Reference.load(MixedObjectiveTest.class, "rcal-classifier.json");

    private static NDArray leaf(NDManager manager, JsonNode node) {
        NDArray array = Reference.array(manager, node);
        array.setRequiresGradient(true);
        return array;
    }

    /** The permutation, the coefficient and the mixed targets of a reference case. */
    private record Mixing(NDArray order, NDArray share, NDArray targets) {
        static Mixing of(JsonNode inputs, int classes, NDManager manager) {
            JsonNode labels = inputs.get("labels");
            long[] order = new long[labels.size()];
            double[] targets = new double[labels.size() * classes];
            for (int i = 0; i < labels.size(); i++) {
                order[i] = inputs.get("permutation").get(i).asLong();
                targets[i * classes + labels.get(i).asInt()] = 1;
            }
            NDArray rows = manager.create(order);
            NDArray share = manager.create(new double[] {inputs.get("lam").asDouble()});
            NDArray own = manager.create(targets, new Shape(labels.size(), classes));
            return new Mixing(rows, share, Mixup.mix(own, rows, share));
        }
    }

    private static void same(NDArray actual, JsonNode expected) {
        Reference.assertSame(actual, expected, 1e-11);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0p3", "0p5", "1p0"})
    void mixedCrossEntropy(String share) {
        JsonNode one = REFERENCE.find("mixed_cross_entropy_lambda_" + share);
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray logits = leaf(manager, one.get("inputs").get("logits"));
            Mixing mixing = Mixing.of(one.get("inputs"), (int) logits.getShape().get(1), manager);
            same(mixing.targets, one.get("outputs").get("mixed_targets"));
            NDArray weights = manager.create(new double[] {1, 1, 1, 1, 1});
            NDArray loss = Losses.crossEntropy(logits, mixing.targets, weights);
            same(loss, one.get("outputs").get("loss"));
            Autograd.backward(loss);
            same(logits.getGradient(), one.get("outputs").get("grad_logits"));
        }
    }

    @Test
    void weighsExamplesByTheirShareOfTheTotalWeight() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(new double[] {0, 0, 1, 3}, new Shape(2, 2));
            NDArray targets = manager.create(new double[] {1, 0, 0, 1}, new Shape(2, 2));
            NDArray loss = Losses.crossEntropy(logits, targets, manager.create(new double[] {3, 1}));
            double second = Math.log(1 + Math.exp(-2));
            assertThat(loss.toDoubleArray()[0]).isCloseTo((3 * Math.log(2) + second) / 4, within(1e-12));
        }
    }

    @Test
    void distance() {
        JsonNode one = REFERENCE.find("distance_regulariser");
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray features = leaf(manager, one.get("inputs").get("features"));
            NDArray loss = Losses.squaredDistance(
                    features, Reference.array(manager, one.get("inputs").get("z0")));
            same(loss, one.get("outputs").get("loss_reg"));
            Autograd.backward(loss);
            same(features.getGradient(), one.get("outputs").get("grad_features_unweighted"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unmixed", "mixed"})
    void wholeObjective(String on) {
        JsonNode one = REFERENCE.find("objective_distance_on_" + on + "_inputs");
        JsonNode in = one.get("inputs");
        JsonNode out = one.get("outputs");
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray encoder = leaf(manager, in.get("E"));
            NDArray shift = leaf(manager, in.get("e"));
            NDArray head = leaf(manager, in.get("W"));
            NDArray bias = leaf(manager, in.get("b"));
            NDArray x = Reference.array(manager, in.get("X"));
            Mixing mixing = Mixing.of(in, 3, manager);
            NDArray mixed = Mixup.mix(x, mixing.order, mixing.share);
            same(mixed, out.get("mixed_inputs"));
            NDArray features = mixed.dot(encoder.transpose()).add(shift).tanh();
            NDArray weights = manager.create(new double[] {1, 1, 1, 1, 1});
            NDArray loss = Losses.crossEntropy(features.dot(head.transpose()).add(bias), mixing.targets, weights);
            same(loss, out.get("cross_entropy"));
            NDArray first = Reference.array(manager, in.get("z0"));
            NDArray distance = on.equals("mixed")
                    ? Losses.squaredDistance(features, Mixup.mix(first, mixing.order, mixing.share))
                    : Losses.squaredDistance(
                            x.dot(encoder.transpose()).add(shift).tanh(), first);
            same(distance, out.get("loss_reg"));
            NDArray total = loss.add(distance.mul(in.get("beta").asDouble()));
            same(total, out.get("total"));
            Autograd.backward(total);
            same(encoder.getGradient(), out.get("grad_E"));
            same(shift.getGradient(), out.get("grad_e"));
            same(head.getGradient(), out.get("grad_W"));
            same(bias.getGradient(), out.get("grad_b"));
        }
    }

    /** Beta(alpha, alpha) has mean 1/2 and variance 1 / (4 (2 alpha + 1)). */
    @ParameterizedTest
    @ValueSource(doubles = {0.2, 1, 4})
    void sharesAreBeta(double alpha) {
        Engine.getInstance().setRandomSeed(7);
        try (NDManager manager = NDManager.newBaseManager()) {
            int draws = 4000;
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < draws; i++) {
                try (NDArray share = Mixup.draw(alpha, manager)) {
                    double value = share.toFloatArray()[0];
                    sum += value;
                    squares += value * value;
                }
            }
            double variance = 1 / (4 * (2 * alpha + 1));
            assertThat(sum / draws).isCloseTo(0.5, within(5 * Math.sqrt(variance / draws)));
            assertThat(squares / draws - 0.25).isCloseTo(variance, within(0.05 * variance + 0.01));
        }
    }
}
