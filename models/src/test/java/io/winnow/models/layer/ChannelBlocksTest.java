package io.winnow.models.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Autograd;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The oracle is the convolution in double precision, which PyTorch computes without oneDNN. */
class ChannelBlocksTest {
    @ParameterizedTest
    @CsvSource({
        "3, 16, 3, 1",
        "1, 5, 3, 1",
        "20, 20, 3, 1",
        "40, 72, 3, 2",
        "97, 33, 3, 1",
        "156, 115, 3, 1",
        "48, 96, 3, 2",
        "80, 80, 3, 2",
        "86, 15, 1, 1",
        "30, 117, 7, 2",
        "64, 64, 3, 1"
    })
    void anyNumberOfChannelsGivesTheConvolutionAndItsGradients(int in, int out, int kernel, int stride) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.randomNormal(new Shape(3, in, 9, 9));
            NDArray kernels = manager.randomNormal(new Shape(out, in, kernel, kernel));
            NDArray bias = manager.randomNormal(new Shape(out));
            int side = (9 - 1) / stride + 1;
            NDArray gradient = manager.randomNormal(new Shape(3, out, side, side));
            List<NDArray> wanted = results(List.of(x, kernels, bias), gradient, stride, DataType.FLOAT64);
            List<NDArray> found = results(List.of(x, kernels, bias), gradient, stride, DataType.FLOAT32);
            for (int i = 0; i < wanted.size(); i++) {
                NDArray apart = found.get(i).toType(DataType.FLOAT64, true).sub(wanted.get(i));
                assertThat(apart.norm().getDouble() / wanted.get(i).norm().getDouble())
                        .as("result " + i)
                        .isLessThan(2e-6);
            }
        }
    }

    /** Returns the convolution, and its gradients for the input, the kernels and the bias. */
    private static List<NDArray> results(List<NDArray> arrays, NDArray gradient, int stride, DataType type) {
        List<NDArray> leaves = new ArrayList<>();
        for (NDArray array : arrays) {
            NDArray leaf = array.toType(type, true);
            leaf.setRequiresGradient(true);
            leaves.add(leaf);
        }
        List<NDArray> results = new ArrayList<>();
        try (Autograd.Recording recording = Autograd.record()) {
            NDArray y = ChannelBlocks.convolution(
                    leaves.get(0),
                    1,
                    leaves.get(1),
                    leaves.get(2),
                    true,
                    (in, kernels, bias) -> LayersScript.convolution(
                                    in, kernels, stride, kernels.getShape().get(2) / 2)
                            .add(bias.reshape(-1, 1, 1)));
            Autograd.backward(y, gradient.toType(type, true));
            results.add(y.stopGradient());
        }
        leaves.forEach(leaf -> results.add(leaf.getGradient().stopGradient()));
        return results;
    }

    @Test
    void fewestChannelsThatFillTheirBlocks() {
        assertThat(List.of(1L, 16L, 17L, 32L, 33L, 96L, 97L))
                .map(ChannelBlocks::filled)
                .containsExactly(16L, 16L, 32L, 32L, 64L, 96L, 128L);
    }
}
