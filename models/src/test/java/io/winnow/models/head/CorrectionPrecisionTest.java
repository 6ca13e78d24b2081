package io.winnow.models.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.Autograd;
import org.junit.jupiter.api.Test;

class CorrectionPrecisionTest {
    /** As those of all encoders, the vectors are float32 though they are computed in bfloat16. Of another type, DJL cannot differentiate a loss. */
    @Test
    void vectorsAreFloat32() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray texts = manager.randomNormal(new Shape(2, 3));
            NDArray tokens = manager.randomNormal(new Shape(2, 4, 3)).concat(manager.ones(new Shape(2, 4, 1)), 2);
            check(new ResidualHead(3, 0), texts, manager);
            check(new TokenCorrection(3, 0, false), tokens, manager);
            check(new TokenCorrection(3, 0, true), tokens, manager);
        }
    }

    private static void check(Layer correction, NDArray x, NDManager manager) {
        correction.initialize(manager);
        ParameterStore store = new ParameterStore(manager, false);
        NDArray exact = correction.forward(store, new NDList(x), false).singletonOrThrow();
        correction.getParameters().values().forEach(each -> each.getArray().setRequiresGradient(true));
        try (Autograd.Recording recording = Autograd.record()) {
            NDArray found = correction
                    .forward(store, new NDList(Precision.BFLOAT16.of(x)), true)
                    .singletonOrThrow();
            assertThat(found.getDataType()).isEqualTo(DataType.FLOAT32);
            assertThat(found.toFloatArray()).containsExactly(exact.toFloatArray(), within(0.02f));
            Autograd.backward(found.sum());
        }
        NDArray bias = correction.getParameters().get("correction.bias").getArray();
        assertThat(bias.getGradient().norm().getFloat()).isPositive();
    }
}
