package io.winnow.trainer.export.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.TorchFunctions;
import io.winnow.trainer.export.Runtimes;
import io.winnow.trainer.export.graph.FreeAxis;
import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.graph.TraceException;
import io.winnow.trainer.export.graph.Tracer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports functions, and compares the outputs of the files in ONNX Runtime with those of PyTorch for other lengths than those recorded. */
class OperatorsTest {
    @TempDir
    Path folder;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private Graph trace(TorchFunctions functions, NDArray x) {
        return Tracer.trace(
                (store, arrays) -> new NDList(functions.call("f", arrays.get(0))),
                Map.of(),
                List.of("x"),
                new NDList(x),
                List.of(FreeAxis.batch(List.of("x")), new FreeAxis("length", Map.of("x", 1))));
    }

    private static TorchFunctions function(String body) {
        return TorchFunctions.compile("test.py", "def f(x: Tensor) -> Tensor:\n  " + body + "\n");
    }

    private void assertAgrees(TorchFunctions functions, NDArray x, double tolerance) throws IOException {
        Path file = folder.resolve("f.onnx");
        try (Autograd.Recording pause = Autograd.pause()) {
            Graph graph = trace(functions, x);
            for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT16)) {
                OnnxFile.write(graph, List.of("y"), type, OnnxFile.MOST_INSIDE, file);
                for (String part : List.of(":", ":1", ":, :4", "1:2, :1")) {
                    NDArray some = x.get(part);
                    NDArray expected = functions.call("f", some);
                    NDArray found = Runtimes.onnx(file, some);
                    assertThat(found.getShape()).isEqualTo(expected.getShape());
                    double scale = Math.max(1, expected.abs().max().getFloat());
                    assertThat(found.sub(expected).abs().max().getFloat() / scale)
                            .as(type + " " + part)
                            .isLessThan((float) (type == DataType.FLOAT32 ? tolerance : 2e-2));
                }
            }
        }
    }

    /** The functions take arrays x (B, L, 6), of which B and L are free. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // Elementwise
                "return torch.exp(torch.sin(torch.cos(torch.neg(torch.abs(x)))))",
                "return torch.log(torch.rsqrt(torch.add(torch.square(x), 1)))",
                "return torch.add(torch.floor(x), torch.ceil(torch.mul(x, 2)))",
                "return torch.sub(x, torch.relu(x), alpha=2.5)",
                "return torch.rsub(torch.erf(x), 3)",
                "return torch.div(torch.sigmoid(x), torch.size(x, 1))",
                "return torch.mul(x, torch.sqrt(torch.size(x, 1)))",
                "return torch.pow(torch.abs(x), 1.5)",
                "return torch.maximum(torch.minimum(x, torch.tanh(x)), torch.mul(x, 0.5))",
                "return torch.clamp(x, -0.5, 0.25)",
                "return torch.add(torch.clamp(x, None, 0.25), torch.clamp_max(torch.clamp_min(x, -1), 1))",
                "return torch.lerp(x, torch.neg(x), 0.25)",
                "return torch.where(torch.gt(x, 0), x, torch.mul(x, 0.1))",
                "return torch.masked_fill(x, torch.logical_and(torch.ge(x, -1), torch.lt(x, 0.5)), 2)",
                "return torch.masked_fill(x, torch.logical_not(torch.logical_or(torch.le(x, 0), torch.ne(x, x))), -1)",
                "return torch.to(torch.eq(torch.to(torch.mul(x, 2), 4, False, False, None), 1), 6, False, False, None)",
                "return torch.gelu(x, approximate=\"none\")",
                "return torch.gelu(x, approximate=\"tanh\")",
                "return torch.add(torch.silu(x), torch.selu(x))",
                "return torch.add(torch.elu(x, 0.7), torch.leaky_relu(x, 0.2))",
                "return torch.add(torch.softplus(x, 1, 40), torch.softplus(x, 2, 20))",
                "return torch.reciprocal(torch.detach(torch.add(torch.contiguous(torch.abs(x)), 1)))",
                "return torch.to(torch.ne(x, 0), x, False, False, None)",
                // Shapes
                "return torch.reshape(x, [torch.size(x, 0), -1, 3])",
                "return torch.reshape(x, [-1, torch.size(x, 1), 2, 3])",
                "return torch.reshape(x, [torch.mul(torch.size(x, 0), 2), torch.size(x, 1), 3])",
                "return torch.reshape(x, [6, torch.size(x, 1), torch.size(x, 0)])",
                "return torch.add(torch.flatten(x, 1, -1), torch.size(x, 0))",
                "return torch.reshape(torch.flatten(x, 0, 1), [torch.floordiv(torch.numel(x), 3), 3])",
                "return torch.permute(x, [2, 0, -2])",
                "return torch.transpose(x, -1, 0)",
                "return torch.t(torch.select(x, 1, -1))",
                "return torch.squeeze(torch.narrow(torch.unsqueeze(torch.unsqueeze(x, 1), -1), 1, 0, 1), 1)",
                "return torch.expand(torch.unsqueeze(x, 1), [torch.size(x, 0), 2, -1, -1])",
                "return torch.cat([x, torch.narrow(x, 2, 1, 3), x], -1)",
                "return torch.mul(torch.cat([x, torch.neg(x)], 1), torch.size(torch.cat([x, x], 1), 1))",
                "return torch.stack([x, torch.neg(x)])",
                "return torch.stack([x, torch.neg(x)], 2)",
                "return torch.add(torch.slice(x, 2, 1, None, 2), torch.slice(x, 2, -3, 6, 1))",
                "return torch.slice(x, 1, 0, None, 2)",
                "return torch.add(torch.select(x, 2, 0), torch.select(x, -1, -2))",
                "a, b, c, d, e, g = torch.unbind(x, 2)\n  return torch.sub(a, g)",
                "a, b = torch.split_with_sizes(x, [2, 4], 2)\n  return torch.cat([b, a], 2)",
                "return torch.index_select(x, 2, torch.arange(3, dtype=4, layout=None, device=None, pin_memory=False))",
                "return torch.gather(x, 2, torch.to(torch.gt(x, 0), 4, False, False, None))",
                "return torch.add(x, torch.unsqueeze(torch.arange(torch.size(x, 1), dtype=4, layout=None, device=None, pin_memory=False), 1))",
                "return torch.add(torch.ones_like(x), torch.zeros_like(x))",
                "return torch.cat([torch.narrow(x, 0, 0, 1), torch.neg(x)])",
                "return torch.mul(x, torch.ones([torch.size(x, 0), 1, 1], dtype=6, layout=None, device=None, pin_memory=False))",
                "return torch.add(torch.new_zeros(x, [torch.size(x, 0), torch.size(x, 1), 6]), x)",
                "return torch.constant_pad_nd(x, [1, 2, 0, 3], 0.5)",
                "y = annotate(List[Tensor], [])\n  for i in range(torch.size(x, 2)):\n    _0 = torch.append(y, torch.mul(torch.select(x, 2, i), i))\n  return torch.cat(y, 1)",
                // Reductions
                "return torch.sum(x, [1])",
                "return torch.sum(x, [0, 2], True)",
                "return torch.mean(x, [-1], False, dtype=None)",
                "return torch.reshape(torch.mean(x, dtype=None), [1])",
                "return torch.add(torch.amax(x, [1], True), torch.amin(x, [2], True))",
                "return torch.logsumexp(x, [1])",
                "return torch.linalg_vector_norm(x, 2, [1], True, dtype=None)",
                "return torch.to(torch.argmax(x, 2), 6, False, False, None)",
                "return torch.add(torch.softmax(x, 1), torch.log_softmax(x, -1))",
                "return torch.cumsum(x, 1, dtype=None)",
                "return torch.to(torch.cumsum(torch.gt(x, 0), 2, dtype=None), 6, False, False, None)",
                // Networks
                "return torch.matmul(x, torch.transpose(x, 1, 2))",
                "return torch.bmm(torch.transpose(x, 1, 2), x)",
                "return torch.mv(torch.select(x, 1, 0), torch.select(torch.select(x, 1, 0), 0, 0))",
                "y = torch.select(x, 1, 0)\n  return torch.mm(y, torch.t(y))",
                "y = torch.select(x, 1, 0)\n  return torch.addmm(torch.select(y, 1, 1), y, torch.t(y))",
                "w = torch.narrow(torch.select(x, 1, 0), 0, 0, 1)\n  return torch.linear(x, w, None)",
                "w = torch.narrow(torch.select(x, 1, 0), 0, 0, 1)\n  return torch.linear(x, w, torch.select(w, 1, 0))",
                "w = torch.select(torch.select(x, 0, 0), 0, 0)\n  return torch.layer_norm(x, [6], w, torch.neg(w), 1e-5, True)",
                "y = torch.unsqueeze(x, 1)\n  return torch.scaled_dot_product_attention(y, y, torch.neg(y), None, 0.0, False)",
                "y = torch.unsqueeze(x, 1)\n  seen = torch.ne(torch.cumsum(torch.ones_like(torch.select(x, 2, 0)), 1, dtype=None), 2)\n  return torch.scaled_dot_product_attention(y, y, y, torch.unsqueeze(torch.unsqueeze(seen, 1), 1), 0.0, False)",
                "return torch.max_pool1d(x, [3], [2], [1], [1], False)",
                "return torch.avg_pool1d(x, [2], [2], [0], False, True)",
                "return torch.adaptive_avg_pool2d(torch.unsqueeze(x, 1), [1, 1])",
                // Sequences
                "y, order = torch.sort(x, stable=True, dim=1, descending=True)\n  return torch.add(y, order)",
                "_0, order = torch.sort(torch.gt(x, 0), stable=True, dim=2, descending=False)\n  return torch.to(order, 6, False, False, None)",
                "y, which, _1 = torch.unique_dim(torch.reshape(torch.floor(x), [-1, 3]), 0, True, True, False)\n  return torch.index_select(y, 0, which)",
            })
    void everyOperatorAgreesWithPyTorch(String body) throws IOException {
        assertAgrees(function(body), manager.randomNormal(new Shape(3, 5, 6)), 1e-5);
    }

    @Test
    void choicesThatAreKnownBeforehandAreMade() throws IOException {
        TorchFunctions functions = TorchFunctions.compile("test.py", """
                def halved(x: Tensor, flag: bool) -> Tensor:
                  y = x
                  if not flag:
                    y = torch.mul(y, 0.5)
                  if torch.eq(ops.prim.dtype(x), 5):
                    y = torch.mul(y, 1000)
                  return y

                def f(x: Tensor) -> Tensor:
                  return self.halved(x, torch.gt(torch.size(x, 2), 6))
                """);
        assertAgrees(functions, manager.randomNormal(new Shape(3, 5, 6)), 1e-6);
    }

    @Test
    void whatCannotBeTranslatedIsReportedWithFunctionLineAndOperator() {
        NDArray x = manager.ones(new Shape(3, 4, 6));
        assertFails(
                x,
                "y = torch.neg(x)\n  return torch.hardshrink(y, 0.5)",
                "test.py:f, line 3",
                "does not support the operator torch.hardshrink");
        assertFails(
                x,
                "if bool(torch.gt(torch.sum(x), 0)):\n    y = x\n  else:\n    y = torch.neg(x)\n  return torch.neg(y)",
                "test.py:f, line 2",
                "not known before the graph runs");
        assertFails(
                x,
                "return torch.narrow(x, 1, 0, torch.sub(torch.size(x, 1), 1))",
                "test.py:f, line 2",
                "torch.narrow",
                "argument 3 must be an integer that is known before the graph runs");
        assertFails(x, "return torch.linalg_vector_norm(x, 1, [1], True, dtype=None)", "only the Euclidean norm");
    }

    private void assertFails(NDArray x, String body, String... messages) {
        Path file = folder.resolve("f.onnx");
        Graph graph = trace(function(body), x);
        assertThatThrownBy(() -> OnnxFile.write(graph, List.of("y"), DataType.FLOAT32, OnnxFile.MOST_INSIDE, file))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("OperatorsTest.java:")
                .hasMessageContainingAll(messages);
        assertThat(file).doesNotExist();
    }
}
