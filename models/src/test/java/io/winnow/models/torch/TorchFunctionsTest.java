package io.winnow.models.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class TorchFunctionsTest {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.compile("test", """
            # Takes every type of argument.
            def affine(x: Tensor, factor: float, power: int, negate: bool) -> Tensor:
              y = torch.mul(torch.pow(x, power), factor)
              if negate:
                y = torch.neg(y)
              return y

            def pieces(x: Tensor, sizes: List[int]) -> List[Tensor]:
              return torch.split_with_sizes(x, sizes)

            def total(xs: List[Tensor]) -> Tensor:
              return torch.sum(torch.stack(xs))

            def through_bfloat16(x: Tensor) -> Tensor:
              low = torch.to(x, 15, False, False, None)
              return torch.to(torch.mul(low, low), 6, False, False, None)

            def grow(x: Tensor, by: float) -> Tensor:
              return torch.add_(x, by)
            """);

    @Test
    void namesItsFunctions() {
        assertThat(FUNCTIONS.names()).containsExactly("affine", "pieces", "total", "through_bfloat16", "grow");
    }

    @Test
    void passesNumbersListsAndFlags() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new float[] {1, 2, 3});
            assertThat(FUNCTIONS.call("affine", x, 0.5, 2, true).toFloatArray()).containsExactly(-0.5f, -2, -4.5f);
            NDList pieces = FUNCTIONS.callList("pieces", x, new long[] {1, 2});
            assertThat(pieces.get(1).toFloatArray()).containsExactly(2, 3);
            assertThat(FUNCTIONS.call("total", new NDList(x, x)).getFloat()).isEqualTo(12);
        }
    }

    @Test
    void carriesGradientsWhileRecordingOnly() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new float[] {1, 2, 3});
            x.setRequiresGradient(true);
            try (Autograd.Recording recording = Autograd.record()) {
                Autograd.backward(FUNCTIONS.call("affine", x, 2.0, 2, false).sum());
            }
            assertThat(x.getGradient().toFloatArray()).containsExactly(4, 8, 12);
            Autograd.zeroGradient(x);
            NDArray unrecorded = FUNCTIONS.call("affine", x, 2.0, 2, false).sum();
            assertThatThrownBy(() -> Autograd.backward(unrecorded)).hasMessageContaining("does not require grad");
            assertThat(x.getGradient().toFloatArray()).containsExactly(0, 0, 0);
        }
    }

    @Test
    void roundsToBfloat16AndBack() {
        try (NDManager manager = NDManager.newBaseManager()) {
            // 257 needs nine significant bits. bfloat16 has eight, so it rounds 257 to 256, whose square is exact.
            NDArray x = manager.create(new float[] {257});
            x.setRequiresGradient(true);
            try (Autograd.Recording recording = Autograd.record()) {
                NDArray y = FUNCTIONS.call("through_bfloat16", x);
                assertThat(y.getDataType()).isEqualTo(DataType.FLOAT32);
                assertThat(y.toFloatArray()).containsExactly(65536);
                Autograd.backward(y.sum());
            }
            assertThat(x.getGradient().toFloatArray()).containsExactly(512);
        }
    }

    @Test
    void changesArgumentsInPlace() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.zeros(new Shape(2));
            FUNCTIONS.invoke("grow", x, 1.5);
            assertThat(x.toFloatArray()).containsExactly(1.5f, 1.5f);
        }
    }

    @Test
    void namesTheFunctionThatFails() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new float[] {1, 2, 3});
            assertThatThrownBy(() -> FUNCTIONS.callList("pieces", x, new long[] {1, 1}))
                    .hasMessageContaining("test: pieces failed")
                    .hasMessageContaining("split_with_sizes");
            assertThatThrownBy(() ->
                            TorchFunctions.compile("broken", "def f(x: Tensor) -> Tensor:\n  return torch.nope(x)\n"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("broken");
        }
    }
}
