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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Compares the losses and their gradients with shared/reference/complementary (double precision, gradients by central differences). */
public class ExclusionLossesTest {
    private static final int CASES = 5;
    private static final Optional<NDArray> EVEN = Optional.empty();

    /** One case of the reference: logits (B, C), targets of one answer each (B, C), Q and its inverse (C, C), and the prior (C). */
    private record Case(
            JsonNode expected,
            NDArray logits,
            NDArray targets,
            NDArray sets,
            NDArray q,
            NDArray inverse,
            NDArray prior) {
        Map<String, Function<NDArray, NDArray>> losses() {
            Map<String, Function<NDArray, NDArray>> losses = new LinkedHashMap<>();
            losses.put("scl_nl", z -> ExclusionLosses.mean(ExclusionLosses.sclNl(z), targets, EVEN));
            losses.put("scl_exp", z -> ExclusionLosses.mean(ExclusionLosses.sclExp(z), targets, EVEN));
            losses.put("forward", z -> ExclusionLosses.mean(ExclusionLosses.forward(z, q), targets, EVEN));
            losses.put("l_uw", z -> ExclusionLosses.mean(ExclusionLosses.discriminative(z, false), targets, EVEN));
            losses.put("l_w", z -> ExclusionLosses.mean(ExclusionLosses.discriminative(z, true), targets, EVEN));
            losses.put("pc", z -> ExclusionLosses.mean(ExclusionLosses.pairwise(z), targets, EVEN));
            losses.put("op", z -> ExclusionLosses.mean(ExclusionLosses.orderPreserving(z, true), targets, EVEN));
            losses.put("op_plain", z -> ExclusionLosses.mean(ExclusionLosses.orderPreserving(z, false), targets, EVEN));
            losses.put("scarce", z -> ExclusionLosses.oneAgainstRest(z, targets, EVEN));
            losses.put("ure", z -> unbiased(z, ExclusionLosses.Correction.NONE));
            losses.put("ure_nn", z -> unbiased(z, ExclusionLosses.Correction.NON_NEGATIVE));
            losses.put("ure_ga", z -> unbiased(z, ExclusionLosses.Correction.GRADIENT_ASCENT));
            return losses;
        }

        private NDArray unbiased(NDArray z, ExclusionLosses.Correction correction) {
            return ExclusionLosses.unbiased(z, targets, EVEN, inverse, prior, ExclusionLosses.Named.NLL, correction);
        }
    }

    private static void forEach(Consumer<Case> check) {
        Reference reference = Reference.load(ExclusionLossesTest.class, "complementary.json");
        for (int n = 0; n < CASES; n++) {
            JsonNode each = reference.at(n);
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray logits = Reference.array(manager, each.get("logits"));
                double[] targets = new double[(int) logits.size()];
                for (int i = 0; i < logits.getShape().get(0); i++) {
                    targets[
                            i * (int) logits.getShape().get(1)
                                    + each.get("complementary").get(i).asInt()] = -1;
                }
                NDArray q = Reference.array(manager, each.get("transition"));
                check.accept(new Case(
                        each.get("expected"),
                        logits,
                        manager.create(targets, logits.getShape()),
                        Reference.array(manager, each.get("sets")).neg(),
                        q,
                        pseudoInverse(q),
                        Reference.array(manager, each.get("prior"))));
            }
        }
    }

    /** The iteration of Ben-Israel and Cohen. */
    private static NDArray pseudoInverse(NDArray matrix) {
        NDArray x = matrix.transpose().div(matrix.square().sum());
        NDArray two = matrix.getManager()
                .eye((int) matrix.getShape().get(0))
                .toType(DataType.FLOAT64, false)
                .mul(2);
        for (int i = 0; i < 100; i++) {
            x = x.matMul(two.sub(matrix.matMul(x)));
        }
        return x;
    }

    private static NDArray gradient(NDArray logits, Function<NDArray, NDArray> loss, double[] value) {
        logits.setRequiresGradient(true);
        try (Autograd.Recording recording = Autograd.record()) {
            NDArray result = loss.apply(logits);
            value[0] = result.getDouble();
            Autograd.backward(result);
        }
        NDArray gradient = logits.getGradient();
        logits.setRequiresGradient(false);
        return gradient;
    }

    /** The reference adds 1e-6 inside the logarithm of scl_nl, which ours computes exactly instead; hence its tolerance. */
    @Test
    void lossesAndGradientsAgreeWithTheReference() {
        forEach(each -> each.losses().forEach((name, loss) -> {
            double[] value = new double[1];
            double[] found = gradient(each.logits().duplicate(), loss, value).toDoubleArray();
            JsonNode expected = each.expected().get("losses").get(name);
            boolean exact = !name.equals("scl_nl");
            assertThat(value[0]).as(name).isCloseTo(expected.get("loss").asDouble(), within(exact ? 1e-9 : 1e-4));
            int i = 0;
            for (JsonNode row : expected.get("gradient")) {
                for (JsonNode wanted : row) {
                    assertThat(found[i++]).as(name).isCloseTo(wanted.asDouble(), within(exact ? 1e-5 : 1e-4));
                }
            }
        }));
    }

    @Test
    void boundedLossesOfNamingAClassHaveTheirClosedForms() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(new double[] {1.2, -0.3, 0.4}, new Shape(1, 3));
            double[] p = z.softmax(1).toDoubleArray();
            for (int k = 0; k < 3; k++) {
                assertThat(ExclusionsScript.named(z, 1).getDouble(0, k)).isCloseTo(2 - 2 * p[k], within(1e-12));
                assertThat(ExclusionsScript.named(z, 2).getDouble(0, k))
                        .isCloseTo((1 - Math.pow(p[k], 0.7)) / 0.7, within(1e-12));
                assertThat(ExclusionsScript.named(z, 3).getDouble(0, k))
                        .isCloseTo(-0.1 * Math.log(p[k]) - (1 - p[k]) * Math.log(1e-4), within(1e-12));
            }
        }
    }

    /** The weighted form divides by softmax(-z), which is 0 in single precision for a class that is far ahead. */
    @Test
    void orderPreservingLossesAreFiniteForCertainClasses() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(new float[] {120, 0, -120, -120, 0, 120}, new Shape(2, 3));
            NDArray targets = manager.create(new float[] {-1, 0, 0, -1, 0, 0}, new Shape(2, 3));
            z.setRequiresGradient(true);
            try (Autograd.Recording recording = Autograd.record()) {
                Autograd.backward(ExclusionLosses.mean(ExclusionLosses.orderPreserving(z, true), targets, EVEN));
            }
            for (float each : z.getGradient().toFloatArray()) {
                assertThat(each).isFinite();
            }
        }
    }

    @Test
    void setsAgreeWithTheReference() {
        forEach(each -> {
            for (ExclusionLosses.Set set : ExclusionLosses.Set.values()) {
                NDArray z = each.logits().duplicate();
                double expected = each.expected()
                        .get("multiple")
                        .get(set.name().toLowerCase(Locale.ROOT))
                        .asDouble();
                assertThat(ExclusionLosses.multiple(z, each.sets(), EVEN, set).getDouble())
                        .as(set.name())
                        .isCloseTo(expected, within(1e-9));
                GradientCheck.function(List.of(z), () -> ExclusionLosses.multiple(z, each.sets(), EVEN, set));
            }
        });
    }

    @Test
    void partsOfTheUnbiasedRiskAreThoseOfTheTrueClass() {
        forEach(each -> {
            double[] parts = ExclusionsScript.unbiasedParts(
                            each.logits(),
                            each.targets(),
                            each.logits()
                                    .getManager()
                                    .ones(new Shape(each.logits().getShape().get(0))),
                            each.inverse(),
                            each.prior(),
                            0)
                    .toDoubleArray();
            double[] expected = Reference.flat(each.expected().get("ure_by_class"));
            for (int k = 0; k < parts.length; k++) {
                assertThat(parts[k]).isCloseTo(expected[k], within(1e-8));
            }
        });
    }

    /** With uniform Q, forward correction is SCL-NL plus ln(C - 1), and the unbiased risk of all answers is the cross-entropy. */
    @Test
    void closedFormsAtEqualLogits() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.zeros(new Shape(1, 3), DataType.FLOAT64);
            NDArray targets = manager.create(new double[] {0, -1, 0}, new Shape(1, 3));
            assertThat(ExclusionLosses.mean(ExclusionLosses.sclNl(z), targets, EVEN)
                            .getDouble())
                    .isCloseTo(Math.log(1.5), within(1e-12));
            assertThat(ExclusionLosses.mean(ExclusionLosses.sclExp(z), targets, EVEN)
                            .getDouble())
                    .isCloseTo(Math.exp(1 / 3.0), within(1e-12));
            assertThat(ExclusionLosses.mean(ExclusionLosses.discriminative(z, true), targets, EVEN)
                            .getDouble())
                    .isCloseTo(4 / 3.0 * Math.log(3), within(1e-12));
            assertThat(ExclusionLosses.mean(ExclusionLosses.pairwise(z), targets, EVEN)
                            .getDouble())
                    .isCloseTo(1, within(1e-12));
            assertThat(ExclusionLosses.mean(ExclusionLosses.orderPreserving(z, false), targets, EVEN)
                            .getDouble())
                    .isCloseTo(Math.log(3), within(1e-12));
            NDArray uniform = manager.create(new double[] {0, 0.5, 0.5, 0.5, 0, 0.5, 0.5, 0.5, 0}, new Shape(3, 3));
            NDArray inverse = manager.create(new double[] {-1, 1, 1, 1, -1, 1, 1, 1, -1}, new Shape(3, 3));
            assertThat(ExclusionLosses.mean(ExclusionLosses.forward(z, uniform), targets, EVEN)
                            .getDouble())
                    .isCloseTo(-Math.log(1 / 3.0 + 1e-6), within(1e-12));
            // One answer excludes the second class, which therefore has all of the prior.
            NDArray prior = manager.create(new double[] {0, 1, 0});
            assertThat(ExclusionLosses.unbiased(
                                    z,
                                    targets,
                                    EVEN,
                                    inverse,
                                    prior,
                                    ExclusionLosses.Named.NLL,
                                    ExclusionLosses.Correction.NONE)
                            .getDouble())
                    .isCloseTo(Math.log(3), within(1e-12));
        }
    }

    /** If all classes but one are excluded, the loss of the set is the cross-entropy of that one; so is SCL-NL of two classes. */
    @Test
    void oneClassThatIsLeftIsAnOrdinaryLabel() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(new double[] {0.4, -1.1, 0.7}, new Shape(1, 3));
            NDArray targets = manager.create(new double[] {-1, -1, 0}, new Shape(1, 3));
            assertThat(ExclusionLosses.multiple(z, targets, EVEN, ExclusionLosses.Set.LOG)
                            .getDouble())
                    .isCloseTo(-z.logSoftmax(1).getDouble(0, 2), within(1e-12));
            NDArray two = manager.create(new double[] {0.4, -1.1}, new Shape(1, 2));
            NDArray first = manager.create(new double[] {-1, 0}, new Shape(1, 2));
            assertThat(ExclusionLosses.mean(ExclusionLosses.sclNl(two), first, EVEN)
                            .getDouble())
                    .isCloseTo(-two.logSoftmax(1).getDouble(0, 1), within(1e-12));
        }
    }

    /** The excluded class has probability 1 in single precision: the loss is its distance to the others, and the gradient is p. */
    @Test
    void certaintyOfAnExcludedClassHasAFiniteLossAndAGradient() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(new float[] {60, 0, 0}, new Shape(1, 3));
            NDArray targets = manager.create(new float[] {-1, 0, 0}, new Shape(1, 3));
            z.setRequiresGradient(true);
            try (Autograd.Recording recording = Autograd.record()) {
                NDArray loss = ExclusionLosses.mean(ExclusionLosses.sclNl(z), targets, EVEN);
                assertThat(loss.getFloat()).isCloseTo((float) (60 - Math.log(2)), within(1e-4f));
                Autograd.backward(loss);
            }
            assertThat(z.getGradient().toFloatArray()).containsExactly(new float[] {1, -0.5f, -0.5f}, within(1e-6f));
        }
    }

    /** Several answers count as one pair each, by the weight of their example; a trusted label counts as two answers. */
    @Test
    void answersWeightsAndTrustedLabelsAreCounted() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(new double[] {0.3, -1, 0.5, 0.2, 0.1, -0.4}, new Shape(2, 3));
            NDArray targets = manager.create(new double[] {-2, 0, -1, 0, 1, 0}, new Shape(2, 3));
            NDArray weights = manager.create(new double[] {0.5, 3});
            double[] each = ExclusionLosses.sclNl(z).toDoubleArray();
            double mean = ExclusionLosses.mean(ExclusionLosses.sclNl(z), targets, Optional.of(weights))
                    .getDouble();
            assertThat(mean).isCloseTo((2 * each[0] + each[2]) / 3, within(1e-12));
            double nll = -z.logSoftmax(1).getDouble(1, 1);
            double joined = ExclusionLosses.withTrusted(
                            ExclusionLosses.mean(ExclusionLosses.sclNl(z), targets, Optional.of(weights)),
                            z,
                            targets,
                            Optional.of(weights),
                            2)
                    .getDouble();
            assertThat(joined).isCloseTo((1.5 * mean + 6 * nll) / 7.5, within(1e-12));
        }
    }
}
