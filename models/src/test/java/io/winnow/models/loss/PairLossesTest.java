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
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with reference numbers, closed forms and finite differences. */
class PairLossesTest {
    private static final Reference REFERENCE = Reference.load(PairLossesTest.class, "tabsim-head.json");
    private static final Reference FUSIONSENT = Reference.load(PairLossesTest.class, "fusionsent-losses.json");
    private static final double TOLERANCE = 1e-12;

    @ParameterizedTest
    @ValueSource(strings = {"eight pairs", "edges"})
    void contrastiveLossAndItsGradients(String name) {
        JsonNode one = REFERENCE.find(name);
        JsonNode out = one.get("outputs");
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray x = Reference.array(manager, one.get("inputs").get("z1"));
            NDArray y = Reference.array(manager, one.get("inputs").get("z2"));
            x.setRequiresGradient(true);
            y.setRequiresGradient(true);
            NDArray dissimilar = Reference.array(manager, one.get("inputs").get("y"));
            double margin = one.get("inputs").get("margin").asDouble();
            Reference.assertSame(PairLosses.distance(x, y), out.get("D"), TOLERANCE);
            NDArray loss = PairLosses.contrastive(x, y, dissimilar, margin);
            Reference.assertSame(loss, out.get("mean_loss"), TOLERANCE);
            for (int i = 0; i < dissimilar.size(); i++) {
                String row = i + ":" + (i + 1);
                NDArray alone = PairLosses.contrastive(x.get(row), y.get(row), dissimilar.get(row), margin);
                Reference.assertSame(alone, out.get("pair_loss").get(i), TOLERANCE);
            }
            Autograd.backward(loss);
            Reference.assertSame(x.getGradient(), out.get("gradient_of_mean_loss_z1"), TOLERANCE);
            Reference.assertSame(y.getGradient(), out.get("gradient_of_mean_loss_z2"), TOLERANCE);
        }
    }

    @Test
    void gradedCosineOfKnownAngles() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new double[] {2, 0, 3, 0}, new Shape(2, 2));
            NDArray y = manager.create(new double[] {1, 1, 0, 5}, new Shape(2, 2));
            assertThat(PairLosses.cosine(x, y).toDoubleArray())
                    .containsExactly(new double[] {Math.sqrt(0.5), 0}, within(TOLERANCE));
            double expected = (Math.pow(Math.sqrt(0.5) - 0.9, 2) + 0.04) / 2;
            NDArray targets = manager.create(new double[] {0.9, 0.2});
            assertThat(PairLosses.gradedCosine(x, y, targets).getDouble()).isCloseTo(expected, within(TOLERANCE));
            GradientCheck.function(List.of(x, y), () -> PairLosses.gradedCosine(x, y, targets));
        }
    }

    /** For orthogonal pairs, the cosine with the own partner is 1 and with each negative 0. Pairs of one group are not negatives. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inBatchNegativesOfOrthogonalPairs(boolean symmetric) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.eye(3, 3, 0, DataType.FLOAT64).mul(3);
            NDArray y = manager.eye(3, 3, 0, DataType.FLOAT64);
            double twoNegatives = Math.log(Math.exp(5) + 2) - 5;
            double oneNegative = Math.log(Math.exp(5) + 1) - 5;
            NDArray distinct = manager.create(new long[] {0, 1, 2});
            NDArray shared = manager.create(new long[] {7, 4, 7});
            assertThat(PairLosses.inBatchNegatives(x, y, distinct, 5, symmetric).getDouble())
                    .isCloseTo(twoNegatives, within(TOLERANCE));
            assertThat(PairLosses.inBatchNegatives(x, y, shared, 5, symmetric).getDouble())
                    .isCloseTo((2 * oneNegative + twoNegatives) / 3, within(TOLERANCE));
        }
    }

    /** The second direction equals the first direction with the two sides of the pairs swapped. */
    @Test
    void inBatchNegativesOfBothDirectionsAreTheirMean() {
        try (NDManager manager = NDManager.newBaseManager()) {
            manager.getEngine().setRandomSeed(21);
            NDArray x = manager.randomNormal(new Shape(5, 4), DataType.FLOAT64);
            NDArray y = manager.randomNormal(new Shape(5, 4), DataType.FLOAT64);
            NDArray groups = manager.create(new long[] {0, 1, 2, 1, 3});
            double there = PairLosses.inBatchNegatives(x, y, groups, 20, false).getDouble();
            double back = PairLosses.inBatchNegatives(y, x, groups, 20, false).getDouble();
            assertThat(PairLosses.inBatchNegatives(x, y, groups, 20, true).getDouble())
                    .isCloseTo((there + back) / 2, within(TOLERANCE));
            assertThat(there).isNotCloseTo(back, within(1e-3));
            GradientCheck.function(List.of(x, y), () -> PairLosses.inBatchNegatives(x, y, groups, 20, true));
        }
    }

    /** Reference numbers of the paper's losses on pairs, by another implementation (reference fusionsent). */
    @ParameterizedTest
    @ValueSource(strings = {"cosine_similarity_four_pairs", "cosine_similarity_one_pair"})
    void cosinesOfNeighboursAreDrawnToTheirTargets(String name) {
        JsonNode one = FUSIONSENT.find(name);
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray u = Reference.array(manager, one.get("inputs").get("u"));
            NDArray v = Reference.array(manager, one.get("inputs").get("v"));
            u.setRequiresGradient(true);
            v.setRequiresGradient(true);
            NDArray rows = u.stack(v, 1).reshape(-1, u.getShape().get(1));
            NDArray loss = PairLosses.neighboursCosine(
                    rows, Reference.array(manager, one.get("inputs").get("y")));
            Reference.assertSame(loss, one.get("outputs").get("loss"), 1e-10);
            Autograd.backward(loss);
            Reference.assertSame(u.getGradient(), one.get("outputs").get("grad_u"), 1e-9);
            Reference.assertSame(v.getGradient(), one.get("outputs").get("grad_v"), 1e-9);
        }
    }

    /** With a single example and a single text, the loss of all pairs is half of the reference, since the other half has no pair. */
    @ParameterizedTest
    @ValueSource(strings = {"contrastive_one_pair_margin_0.5", "contrastive_one_pair_margin_1.2"})
    void contrastiveLossOfAnExampleAndALabel(String name) {
        JsonNode one = FUSIONSENT.find(name);
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray u = Reference.array(manager, one.get("inputs").get("u"));
            NDArray v = Reference.array(manager, one.get("inputs").get("v"));
            u.setRequiresGradient(true);
            NDArray owned = Reference.array(manager, one.get("inputs").get("y")).reshape(1, 1);
            double margin = one.get("inputs").has("margin")
                    ? one.get("inputs").get("margin").asDouble()
                    : Double.parseDouble(name.substring(name.lastIndexOf('_') + 1));
            NDArray loss = PairLosses.labelContrastive(u, v, owned, margin);
            assertThat(2 * loss.getDouble())
                    .isCloseTo(one.get("outputs").get("loss").asDouble(), within(1e-10));
            Autograd.backward(loss);
            double[] wanted = Reference.flat(one.get("outputs").get("grad_u"));
            double[] found = u.getGradient().toDoubleArray();
            for (int i = 0; i < wanted.length; i++) {
                assertThat(2 * found[i]).isCloseTo(wanted[i], within(1e-9));
            }
        }
    }

    /** The losses of all pairs of a batch equal their definitions, written as loops over pairs; so do their gradients by differences. */
    @Test
    void lossesOfAllPairsEqualTheMeansOverPairs() {
        try (NDManager manager = NDManager.newBaseManager()) {
            double[][] x = {{1, 2, -1}, {0.5, -1, 2}, {-1, 1, 0.3}, {2, 2, 1}};
            double[][] y = {{1, 0, 0.5}, {-0.3, 1, 1}, {0.2, -1, 2}};
            int[][] owned = {{1, 0, 0}, {0, 1, 1}, {0, 0, 0}, {1, 0, 0}};
            boolean[][] same = {
                {true, false, false, true},
                {false, true, false, false},
                {false, false, true, false},
                {true, false, false, true}
            };
            double near = 0;
            double far = 0;
            for (int i = 0; i < 4; i++) {
                for (int j = i + 1; j < 4; j++) {
                    double error = Math.pow(cosine(x[i], x[j]) - (same[i][j] ? 1 : 0), 2);
                    near += same[i][j] ? error : 0;
                    far += same[i][j] ? 0 : error / 5;
                }
            }
            NDArray rows = matrix(x, manager);
            NDArray texts = matrix(y, manager);
            NDArray pairs =
                    manager.create(new double[] {1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1}, new Shape(4, 4));
            NDArray own = manager.create(new double[] {1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0}, new Shape(4, 3));
            assertThat(PairLosses.allPairsCosine(rows, pairs).getDouble()).isCloseTo((near + far) / 2, within(1e-9));
            double contrastive = 0;
            double softmax = 0;
            for (int i = 0; i < 4; i++) {
                double mine = 0;
                double others = 0;
                double normaliser = 0;
                int count = owned[i][0] + owned[i][1] + owned[i][2];
                for (int k = 0; k < 3; k++) {
                    normaliser += owned[i][k] == 1 ? 0 : Math.exp(3 * cosine(x[i], y[k]));
                }
                for (int k = 0; k < 3; k++) {
                    double d = 1 - cosine(x[i], y[k]);
                    mine += owned[i][k] == 1 ? d * d / 2 / count : 0;
                    others += owned[i][k] == 1 ? 0 : Math.pow(Math.max(0, 0.9 - d), 2) / 2 / (3 - count);
                    double own1 = Math.exp(3 * cosine(x[i], y[k]));
                    softmax -= owned[i][k] == 1 ? Math.log(own1 / (own1 + normaliser)) / count / 4 : 0;
                }
                contrastive += (mine + others) / 2 / 4;
            }
            assertThat(PairLosses.labelContrastive(rows, texts, own, 0.9).getDouble())
                    .isCloseTo(contrastive, within(1e-9));
            assertThat(PairLosses.labelSoftmax(rows, texts, own, 3).getDouble()).isCloseTo(softmax, within(1e-9));
            // Gradients add up in an array, so each check has arrays of its own.
            NDArray a = matrix(x, manager);
            GradientCheck.function(List.of(a), () -> PairLosses.allPairsCosine(a, pairs));
            NDArray b = matrix(x, manager);
            NDArray c = matrix(y, manager);
            GradientCheck.function(List.of(b, c), () -> PairLosses.labelContrastive(b, c, own, 0.9));
            NDArray d = matrix(x, manager);
            NDArray e = matrix(y, manager);
            GradientCheck.function(List.of(d, e), () -> PairLosses.labelSoftmax(d, e, own, 3));
        }
    }

    private static NDArray matrix(double[][] rows, NDManager manager) {
        double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        return manager.create(flat, new Shape(rows.length, rows[0].length));
    }

    private static double cosine(double[] a, double[] b) {
        double dot = 0;
        double left = 0;
        double right = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            left += a[i] * a[i];
            right += b[i] * b[i];
        }
        return dot / Math.sqrt(left * right);
    }
}
