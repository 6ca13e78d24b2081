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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with reference numbers, closed forms and finite differences. */
class PairLossesTest {
    private static final Reference REFERENCE = Reference.load(PairLossesTest.class, "tabsim-head.json");
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
}
