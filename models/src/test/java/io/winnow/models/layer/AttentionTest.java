package io.winnow.models.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttentionTest {
    private static final int HEADS = 3;

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"BFLOAT16", "FLOAT16"})
    void halfPrecisionOnCpusEqualsFloat32RoundedOnce(Precision precision) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            NDArray seen = manager.ones(new Shape(1, 1, 1, 7)).toType(DataType.BOOLEAN, false);
            NDArray packed = precision.of(manager.randomNormal(new Shape(2, 7, 72)));
            List<UnaryOperator<NDArray>> variants =
                    List.of(x -> Attention.packed(x, HEADS), x -> Attention.masked(x, x, x, seen, HEADS, 0));
            for (UnaryOperator<NDArray> attention : variants) {
                NDArray expected = precision.of(attention.apply(Precision.full(packed)));
                assertThat(Precision.full(attention.apply(packed)).toFloatArray())
                        .containsExactly(Precision.full(expected).toFloatArray());
            }
        }
    }
}
