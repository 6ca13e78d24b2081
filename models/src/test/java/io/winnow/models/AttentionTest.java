package io.winnow.models;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.layer.Precision;
import io.winnow.models.text.BertEncoder;
import io.winnow.models.torch.TorchFunctions;
import io.winnow.models.vision.VitOptions;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On CPUs attention in a reduced type is that of float32 on the same numbers, rounded once. */
class AttentionTest {
    private static final int WIDTH = 24;
    private static final int HEADS = 3;

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"BFLOAT16", "FLOAT16"})
    void ofImages(Precision precision) {
        TorchFunctions functions = TorchFunctions.load(VitOptions.class, "vit.py");
        requireRoundedOnce(precision, 3 * WIDTH, qkv -> functions.call("attention", qkv, HEADS));
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"BFLOAT16", "FLOAT16"})
    void ofTexts(Precision precision) {
        TorchFunctions functions = TorchFunctions.load(BertEncoder.class, "bert.py");
        requireRoundedOnce(precision, WIDTH, x -> {
            NDArray seen = x.getManager().ones(new Shape(1, 1, 1, 7)).toType(DataType.BOOLEAN, false);
            return functions.call("attention", x, x, x, seen, HEADS, 0.0);
        });
    }

    private static void requireRoundedOnce(Precision precision, int width, UnaryOperator<NDArray> attention) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            NDArray reduced = precision.of(manager.randomNormal(new Shape(2, 7, width)));
            NDArray wanted = Precision.full(precision.of(attention.apply(Precision.full(reduced))));
            NDArray found = Precision.full(attention.apply(reduced));
            assertThat(found.toFloatArray()).containsExactly(wanted.toFloatArray());
        }
    }
}
