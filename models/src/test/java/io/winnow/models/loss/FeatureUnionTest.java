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

/** Compares unions with reference numbers and closed forms, and gradients with finite differences. */
class FeatureUnionTest {
    private static final Reference REFERENCE = Reference.load(FeatureUnionTest.class, "laso.json");
    private static final double TOLERANCE = 1e-9;

    /** The rows of a, then those of b, so that the partner of a row is found in the other half. */
    private static NDArray both(NDManager manager, JsonNode inputs) {
        return Reference.array(manager, inputs.get("a")).concat(Reference.array(manager, inputs.get("b")), 0);
    }

    private static NDArray order(NDManager manager, int rows) {
        long[] order = new long[2 * rows];
        for (int i = 0; i < order.length; i++) {
            order[i] = ((long) i + rows) % order.length;
        }
        return manager.create(order);
    }

    @Test
    void unionsOfRepresentationsAreThoseOfTheReference() {
        JsonNode one = REFERENCE.find("analytic");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray features = both(manager, one.get("inputs"));
            int rows = one.get("inputs").get("a").size();
            NDArray order = order(manager, rows);
            for (int half = 0; half < 2; half++) {
                String part = half * rows + ":" + (half + 1) * rows;
                Reference.assertSame(
                        FeatureUnion.SUM.of(features, order).get(part),
                        one.get("outputs").get("sum"),
                        TOLERANCE);
                Reference.assertSame(
                        FeatureUnion.MAX.of(features, order).get(part),
                        one.get("outputs").get("union"),
                        TOLERANCE);
            }
        }
    }

    /** The reference has 1 and 0 for what are 1 and -1 here. */
    @Test
    void unionsOfLabelsAreThoseOfTheReference() {
        JsonNode one = REFERENCE.find("targets");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray states = both(manager, one.get("inputs")).mul(2).sub(1);
            int rows = one.get("inputs").get("a").size();
            NDArray unions = FeatureUnion.ofStates(states, order(manager, rows)).get("0:" + rows);
            Reference.assertSame(unions.add(1).div(2), one.get("outputs").get("union"), TOLERANCE);
        }
    }

    /** A class is positive if either example has it, negative if neither has it, and otherwise unknown. */
    @Test
    void unknownLabelsStayUnknownUnlessOneIsPositive() {
        float[] states = {1, 1, 1, 0, 0, -1, 1, 0, -1, 0, -1, -1};
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray both = manager.create(states, new Shape(2, 6));
            assertThat(FeatureUnion.ofStates(both, order(manager, 1)).get(0).toFloatArray())
                    .containsExactly(1, 1, 1, 0, 0, -1);
        }
    }

    @Test
    void theLossOnUnionsIsThatOfTheReference() {
        JsonNode one = REFERENCE.find("semantic");
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray states = both(manager, one.get("inputs")).mul(2).sub(1);
            int rows = one.get("inputs").get("a").size();
            NDArray unions = FeatureUnion.ofStates(states, order(manager, rows)).get("0:" + rows);
            NDArray logits = Reference.array(manager, one.get("inputs").get("union_logits"));
            double loss = MultiLabelLoss.knownOnly()
                    .mean(
                            unions,
                            manager.ones(new Shape(rows), DataType.FLOAT64),
                            manager.ones(new Shape(unions.getShape().get(1)), DataType.FLOAT64),
                            MultiLabelLoss.Reduction.MEAN)
                    .of(logits)
                    .getDouble();
            assertThat(loss).isEqualTo(one.get("outputs").get("union").asDouble(), within(TOLERANCE));
        }
    }

    @Test
    void rescaledUnionsHaveTheMeanLength() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray features = manager.create(new double[] {3, 0, 0, 5}, new Shape(2, 2));
            NDArray order = order(manager, 1);
            double[] scaled = FeatureUnion.rescaled(FeatureUnion.SUM.of(features, order), features, order)
                    .toDoubleArray();
            assertThat(Math.hypot(scaled[0], scaled[1])).isEqualTo(4, within(TOLERANCE));
            assertThat(scaled[1] / scaled[0]).isEqualTo(5.0 / 3, within(TOLERANCE));
        }
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        for (FeatureUnion operator : FeatureUnion.values()) {
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray features = manager.randomUniform(0.1f, 1, new Shape(4, 3), DataType.FLOAT64);
                NDArray weights = manager.randomNormal(0, 1, new Shape(4, 3), DataType.FLOAT64);
                NDArray order = order(manager, 2);
                GradientCheck.function(
                        List.of(features),
                        () -> FeatureUnion.rescaled(operator.of(features, order), features, order)
                                .mul(weights)
                                .sum());
            }
        }
    }
}
