package io.winnow.models.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.Reference;
import io.winnow.models.loss.MultiLabelLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares logits with reference numbers and closed forms of comic.md, section 7. */
class GroupedCosineHeadTest {
    private static final Reference COMIC = Reference.load(MultiLabelLoss.class, "multilabel-comic.json");

    private static NDArray logits(NDArray features, NDArray weights, int groups) {
        int in = (int) features.getShape().get(1);
        GroupedCosineHead head =
                new GroupedCosineHead(in, (int) weights.getShape().get(0), 16, groups, 1.0 / 32);
        NDManager manager = features.getManager();
        head.initialize(manager, features.getDataType(), features.getShape());
        head.getParameters().get("weight").getArray().set(weights.toByteBuffer());
        return head.forward(new ParameterStore(manager, false), new NDList(features), false)
                .singletonOrThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void logitsAreThoseOfTheReference(int groups) {
        JsonNode one = COMIC.find("classifier_" + groups);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray features = Reference.array(manager, one.get("inputs").get("features"));
            NDArray weights = Reference.array(manager, one.get("inputs").get("weights"));
            Reference.assertSame(
                    logits(features, weights, groups), one.get("outputs").get("logits"), 1e-9);
            Reference.assertSame(
                    logits(features.mul(3), weights, groups), one.get("outputs").get("logits"), 1e-9);
        }
    }

    @Test
    void closedForms() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray unit = manager.create(new double[] {0.6, 0.8}, new Shape(1, 2));
            assertThat(logits(unit, unit, 1).getDouble()).isCloseTo(15.515152, within(1e-6));
            NDArray zero = manager.zeros(new Shape(1, 2), DataType.FLOAT64);
            assertThat(logits(zero, unit, 1).getDouble()).isZero();
            assertThat(logits(unit, zero, 1).getDouble()).isZero();
        }
        assertThatThrownBy(() -> new GroupedCosineHead(6, 2, 16, 4, 0.1)).hasMessageContaining("6 elements");
    }
}
