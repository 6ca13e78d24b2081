package io.winnow.models.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.GradientCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransformerBlockTest {
    private static final int WIDTH = 6;

    static Stream<FeedForward> forms() {
        return Stream.concat(
                Stream.of(Activation.values()).map(activation -> new FeedForward.Mlp(5, activation)),
                Stream.of(new FeedForward.SwiGlu(4)));
    }

    private static TransformerBlock random(FeedForward form, boolean qkvBias, NDManager manager) {
        manager.getEngine().setRandomSeed(21);
        TransformerBlock block =
                new TransformerBlock(new BlockOptions(WIDTH, 2, form, 1e-5, qkvBias, OptionalDouble.of(0.5)), 0);
        block.initialize(manager, DataType.FLOAT64, new Shape());
        block.getParameters().values().stream()
                .map(Parameter::getArray)
                .forEach(array -> array.addi(manager.randomNormal(0, 0.5f, array.getShape(), DataType.FLOAT64)));
        return block;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void computesAndDifferentiatesEveryForm(FeedForward form) {
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerBlock block = random(form, false, manager);
            NDArray x = manager.randomNormal(new Shape(2, 4, WIDTH), DataType.FLOAT64);
            NDArray direction = manager.randomNormal(new Shape(2, 4, WIDTH), DataType.FLOAT64);
            assertThat(block.getParameters().keys())
                    .doesNotContain("attn.qkv.bias")
                    .contains("ls1.gamma");
            double[] found = run(block, x, SelfAttention.causal(x)).toDoubleArray();
            assertThat(found).containsExactly(new PlainBlock(block, form).run(x, true), within(1e-10));
            assertThat(run(block, x, SelfAttention.full()).toDoubleArray())
                    .containsExactly(new PlainBlock(block, form).run(x, false), within(1e-10));
            List<NDArray> leaves = new ArrayList<>(List.of(x));
            block.getParameters().values().forEach(parameter -> leaves.add(parameter.getArray()));
            GradientCheck.function(
                    leaves,
                    () -> run(block, x, SelfAttention.causal(x)).mul(direction).sum());
        }
    }

    /** A token does not depend on the tokens after it. */
    @Test
    void causalAttentionLooksBackOnly() {
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerBlock block = random(new FeedForward.Mlp(5, Activation.GELU), true, manager);
            NDArray x = manager.randomNormal(new Shape(2, 4, WIDTH), DataType.FLOAT64);
            double[] whole = run(block, x, SelfAttention.causal(x)).get(":, :3").toDoubleArray();
            NDArray cut = x.get(":, :3");
            assertThat(run(block, cut, SelfAttention.causal(cut)).toDoubleArray())
                    .containsExactly(whole, within(1e-12));
        }
    }

    @Test
    void refusesSizesThatDoNotFit() {
        assertThatThrownBy(() -> BlockOptions.vit(10, 3)).hasMessageContaining("3 does not divide 10");
        assertThatThrownBy(() -> new BlockOptions(4, 2, new FeedForward.SwiGlu(0), 1e-6, true, OptionalDouble.empty()))
                .hasMessageContaining("found 0");
    }

    private static NDArray run(TransformerBlock block, NDArray x, SelfAttention attention) {
        return block.forward(new ParameterStore(x.getManager(), false), x, attention, false);
    }
}
