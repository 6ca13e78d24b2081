package io.winnow.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.models.Reference;
import io.winnow.models.torch.Autograd;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Compares values and gradients with an independent reference in double precision, whose gradients were checked by finite differences. */
class ConsistencyLossesTest {
    private static JsonNode reference() throws IOException {
        try (InputStream in = ConsistencyLossesTest.class.getResourceAsStream("uda-losses.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    /** Compares a loss and its gradient. */
    private static void compare(NDArray logits, UnaryOperator<NDArray> loss, JsonNode value, JsonNode gradient) {
        try (Autograd.Recording recording = Autograd.record()) {
            logits.setRequiresGradient(true);
            NDArray computed = loss.apply(logits);
            Autograd.backward(computed);
            assertThat(computed.toDoubleArray()[0]).isCloseTo(value.asDouble(), within(1e-12));
            Reference.assertSame(logits.getGradient(), gradient, 1e-12);
        }
    }

    private static NDArray hot(JsonNode labels, int classes, NDManager manager) {
        double[] hot = new double[labels.size() * classes];
        for (int i = 0; i < labels.size(); i++) {
            hot[i * classes + labels.get(i).asInt()] = 1;
        }
        return manager.create(hot, new Shape(labels.size(), classes));
    }

    @Test
    void labelledLossUnderAnnealingIsThatOfTheReference() throws IOException {
        for (JsonNode one : reference()) {
            JsonNode expected = one.get("expected");
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray logits = Reference.array(manager, one.get("supervised_logits"));
                NDArray labels = hot(one.get("labels"), (int) logits.getShape().get(1), manager);
                compare(
                        logits,
                        z -> ConsistencyLosses.annealed(
                                z, labels, expected.get("tsa_threshold").asDouble()),
                        expected.get("supervised_loss"),
                        expected.get("supervised_gradient"));
            }
        }
    }

    @Test
    void lossOfSharpenedAndHardTargetsIsThatOfTheReference() throws IOException {
        for (JsonNode one : reference()) {
            JsonNode expected = one.get("expected");
            double temperature = one.get("temperature").asDouble();
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray original = Reference.array(manager, one.get("original_logits"));
                NDArray soft = original.div(temperature).softmax(1);
                NDArray mask = Reference.array(manager, expected.get("uda_mask"));
                compare(
                        Reference.array(manager, one.get("augmented_logits")),
                        z -> ConsistencyLosses.consistency(z, soft, mask),
                        expected.get("uda_loss"),
                        expected.get("uda_gradient_augmented"));
                int classes = (int) original.getShape().get(1);
                NDArray hard = original.argMax(1).oneHot(classes).toType(original.getDataType(), false);
                NDArray hardMask = Reference.array(manager, expected.get("fixmatch_mask"));
                compare(
                        Reference.array(manager, one.get("augmented_logits")),
                        z -> ConsistencyLosses.consistency(z, hard, hardMask),
                        expected.get("fixmatch_loss"),
                        expected.get("fixmatch_gradient_augmented"));
            }
        }
    }

    /** No label counts if all are predicted with more than the threshold: the loss is 0, and so is the gradient. */
    @Test
    void nothingIsLearnedFromWhatIsKnown() {
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray logits = manager.create(new double[] {3, 0, 0, 3}, new Shape(2, 2));
            logits.setRequiresGradient(true);
            NDArray loss =
                    ConsistencyLosses.annealed(logits, manager.create(new double[] {1, 0, 0, 1}, new Shape(2, 2)), 0.5);
            Autograd.backward(loss);
            assertThat(loss.toDoubleArray()[0]).isZero();
            assertThat(logits.getGradient().abs().sum().toDoubleArray()).containsExactly(0);
        }
    }

    /** The gradient of the entropy is -p (log p + H) / B. */
    @Test
    void gradientOfTheEntropyIsItsClosedForm() {
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray logits = manager.create(new double[] {1, 0.2, -0.7, 0, 2, 0.5}, new Shape(2, 3));
            logits.setRequiresGradient(true);
            Autograd.backward(ConsistencyLosses.entropy(logits));
            double[] p = logits.softmax(1).toDoubleArray();
            double[] found = logits.getGradient().toDoubleArray();
            for (int i = 0; i < 2; i++) {
                double entropy = 0;
                for (int k = 0; k < 3; k++) {
                    entropy -= p[3 * i + k] * Math.log(p[3 * i + k]);
                }
                for (int k = 0; k < 3; k++) {
                    double each = p[3 * i + k];
                    assertThat(found[3 * i + k]).isCloseTo(-each * (Math.log(each) + entropy) / 2, within(1e-12));
                }
            }
        }
    }

    /** The loss of fairness is compared with the reference where its thresholds are; here is its gradient, by finite differences. */
    @Test
    void gradientOfTheFairnessIsThatOfFiniteDifferences() {
        double[] values = {1, 0.2, -0.7, 0, 2, 0.5, 0.3, 0.1, 1.9, 1.2, 0.4, 0.1};
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray mask = manager.create(new double[] {1, 1, 0, 1});
            NDArray shares = manager.create(new double[] {0.2, 0.5, 0.3});
            NDArray logits = manager.create(values, new Shape(4, 3));
            double[] gradient;
            try (Autograd.Recording recording = Autograd.record()) {
                logits.setRequiresGradient(true);
                Autograd.backward(ConsistencyLosses.fairness(logits, mask, shares));
                gradient = logits.getGradient().toDoubleArray();
            }
            double step = 1e-6;
            for (int i = 0; i < values.length; i++) {
                double[] above = values.clone();
                double[] below = values.clone();
                above[i] += step;
                below[i] -= step;
                double slope = (ConsistencyLosses.fairness(manager.create(above, new Shape(4, 3)), mask, shares)
                                        .toDoubleArray()[0]
                                - ConsistencyLosses.fairness(manager.create(below, new Shape(4, 3)), mask, shares)
                                        .toDoubleArray()[0])
                        / (2 * step);
                assertThat(gradient[i]).isCloseTo(slope, within(1e-7));
            }
        }
    }

    @Test
    void fairnessOfNothingIsZero() {
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray logits = manager.create(new double[] {1, 0, 0, 1}, new Shape(2, 2));
            logits.setRequiresGradient(true);
            NDArray loss = ConsistencyLosses.fairness(
                    logits, manager.create(new double[] {0, 0}), manager.create(new double[] {0.5, 0.5}));
            Autograd.backward(loss);
            assertThat(loss.toDoubleArray()[0]).isZero();
            assertThat(logits.getGradient().abs().sum().toDoubleArray()).containsExactly(0);
        }
    }
}
