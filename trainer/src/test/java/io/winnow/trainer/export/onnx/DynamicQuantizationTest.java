package io.winnow.trainer.export.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.TorchFunctions;
import io.winnow.trainer.export.Runtimes;
import io.winnow.trainer.export.graph.FreeAxis;
import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.graph.Tracer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ONNX Runtime computes files with int8 weights as the definitions of DynamicQuantizeLinear, MatMulInteger and ConvInteger in the ONNX
 * specification say, which are calculated here once more, in whole numbers.
 */
class DynamicQuantizationTest {
    private static final Random RANDOM = new Random(4);

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

    /** Numbers as DynamicQuantizeLinear makes them: bytes, their scale and their zero point. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Bytes(int[] values, float scale, int zero) {
        static Bytes of(float[] x) {
            float least = 0;
            float most = 0;
            for (float each : x) {
                least = Math.min(least, each);
                most = Math.max(most, each);
            }
            float scale = (most - least) / 255;
            int zero = (int) Math.max(0, Math.min(255, Math.rint(-least / scale)));
            int[] values = new int[x.length];
            for (int i = 0; i < x.length; i++) {
                values[i] = (int) Math.max(0, Math.min(255, Math.rint(x[i] / scale) + zero));
            }
            return new Bytes(values, scale, zero);
        }
    }

    /** A row of weights as int8 with one scale. */
    private static float quantized(float[] row, int[] integers, int most) {
        float largest = 0;
        for (float each : row) {
            largest = Math.max(largest, Math.abs(each));
        }
        float scale = largest == 0 ? 1 : largest / most;
        for (int i = 0; i < row.length; i++) {
            integers[i] = (int) Math.rint(row[i] / scale);
        }
        return scale;
    }

    private static float[] random(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (RANDOM.nextGaussian() + 0.3);
        }
        return values;
    }

    private Graph trace(String body, NDArray x, NDArray... constants) {
        StringBuilder parameters = new StringBuilder("x: Tensor");
        for (int i = 0; i < constants.length; i++) {
            parameters.append(", ").append("wb".charAt(i)).append(": Tensor");
        }
        TorchFunctions functions =
                TorchFunctions.compile("q.py", "def f(" + parameters + ") -> Tensor:\n  return " + body + "\n");
        try (Autograd.Recording pause = Autograd.pause()) {
            return Tracer.trace(
                    (store, arrays) -> {
                        Object[] all = new Object[constants.length + 1];
                        all[0] = arrays.get(0);
                        System.arraycopy(constants, 0, all, 1, constants.length);
                        return new NDList(functions.call("f", all));
                    },
                    Map.of(),
                    List.of("x"),
                    new NDList(x),
                    List.of(FreeAxis.batch(List.of("x"))));
        }
    }

    private NDArray run(Graph graph, NDArray x, String operator) throws IOException {
        Path file = folder.resolve("q.onnx");
        assertThat(OnnxFile.writeInt8(graph, List.of("y"), file)).isEqualTo(1);
        ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
        assertThat(model.getGraph().getNodeList())
                .extracting(NodeProto::getOpType)
                .contains(operator);
        assertThat(model.getGraph().getInitializerList())
                .filteredOn(tensor -> tensor.getDimsCount() > 1)
                .noneMatch(tensor -> tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber()
                        && tensor.getDimsList().stream()
                                        .filter(length -> length > 1)
                                        .count()
                                > 1);
        return Runtimes.onnx(file, x);
    }

    /** A product with a bias: of matrices (Gemm), or of an array of three axes and a transposed matrix. One output has only zeros as weights. */
    @ParameterizedTest
    @ValueSource(longs = {2, 3})
    void productsAreThoseOfIntegers(long rank) throws IOException {
        int rows = 12;
        int in = 70;
        int out = 9;
        float[] inputs = random(rows * in);
        float[] weights = random(out * in);
        Arrays.fill(weights, in, 2 * in, 0);
        float[] bias = random(out);
        Shape shape = rank == 2 ? new Shape(rows, in) : new Shape(4, 3, in);
        NDArray x = manager.create(inputs, shape);
        Graph graph =
                trace("torch.linear(x, w, b)", x, manager.create(weights, new Shape(out, in)), manager.create(bias));
        float[] found = run(graph, x, "MatMulInteger").toFloatArray();
        Bytes bytes = Bytes.of(inputs);
        for (int o = 0; o < out; o++) {
            int[] integers = new int[in];
            float scale = quantized(Arrays.copyOfRange(weights, o * in, (o + 1) * in), integers, 64);
            for (int r = 0; r < rows; r++) {
                long sum = 0;
                for (int i = 0; i < in; i++) {
                    sum += (long) (bytes.values[r * in + i] - bytes.zero) * integers[i];
                }
                assertThat(found[r * out + o])
                        .isCloseTo((float) (sum * (double) bytes.scale * scale + bias[o]), within(1e-4f));
            }
        }
    }

    /** Large inputs and weights of one sign are what CPUs without VNNI cut off if weights have 8 bits. */
    @Test
    void sumsOfNeighboursAreNotCutOff() throws IOException {
        int in = 64;
        float[] ones = new float[4 * in];
        Arrays.fill(ones, 1);
        NDArray x = manager.create(ones, new Shape(4, in));
        Graph graph = trace("torch.matmul(x, w)", x, manager.ones(new Shape(in, 2)));
        for (float each : run(graph, x, "MatMulInteger").toFloatArray()) {
            assertThat(each).isCloseTo(in, within(1e-3f));
        }
        NDArray images = manager.ones(new Shape(3, 16, 2, 2));
        Graph convolution = trace(
                "torch.conv2d(x, w, None, [1, 1], [0, 0], [1, 1], 1)", images, manager.ones(new Shape(5, 16, 2, 2)));
        for (float each : run(convolution, images, "ConvInteger").toFloatArray()) {
            assertThat(each).isCloseTo(64, within(1e-3f));
        }
    }

    /** A convolution with a bias, a stride, padding and groups: the padding has the zero point, so it counts as 0. */
    @Test
    void convolutionsAreThoseOfIntegers() throws IOException {
        int batch = 3;
        int channels = 4;
        int size = 7;
        int out = 6;
        int groups = 2;
        float[] inputs = random(batch * channels * size * size);
        float[] weights = random(out * channels / groups * 9);
        float[] bias = random(out);
        NDArray x = manager.create(inputs, new Shape(batch, channels, size, size));
        Graph graph = trace(
                "torch.conv2d(x, w, b, [2, 2], [1, 1], [1, 1], 2)",
                x,
                manager.create(weights, new Shape(out, channels / groups, 3, 3)),
                manager.create(bias));
        NDArray found = run(graph, x, "ConvInteger");
        assertThat(found.getShape()).isEqualTo(new Shape(batch, out, 4, 4));
        float[] values = found.toFloatArray();
        Bytes bytes = Bytes.of(inputs);
        int kernel = channels / groups * 9;
        int at = 0;
        for (int n = 0; n < batch; n++) {
            for (int o = 0; o < out; o++) {
                int[] integers = new int[kernel];
                float scale = quantized(Arrays.copyOfRange(weights, o * kernel, (o + 1) * kernel), integers, 127);
                int first = o / (out / groups) * (channels / groups);
                for (int row = 0; row < 4; row++) {
                    for (int column = 0; column < 4; column++) {
                        long sum = 0;
                        for (int k = 0; k < kernel; k++) {
                            int y = 2 * row - 1 + k % 9 / 3;
                            int z = 2 * column - 1 + k % 3;
                            if (y >= 0 && y < size && z >= 0 && z < size) {
                                int place = ((n * channels + first + k / 9) * size + y) * size + z;
                                sum += (long) (bytes.values[place] - bytes.zero) * integers[k];
                            }
                        }
                        assertThat(values[at++])
                                .isCloseTo((float) (sum * (double) bytes.scale * scale + bias[o]), within(1e-4f));
                    }
                }
            }
        }
    }

    /** Looked-up rows differ from those of the table by at most half a step of their scale. */
    @Test
    void rowsOfATableAreLookedUpAsIntegers() throws IOException {
        float[] table = random(50 * 8);
        NDArray ids = manager.create(new long[] {3, 49, 0, 7, 7, 21}, new Shape(3, 2));
        Graph graph = trace("torch.embedding(w, x)", ids, manager.create(table, new Shape(50, 8)));
        float[] found = run(graph, ids, "Gather").toFloatArray();
        long[] rows = ids.toLongArray();
        for (int i = 0; i < rows.length; i++) {
            float[] row = Arrays.copyOfRange(table, (int) rows[i] * 8, (int) rows[i] * 8 + 8);
            int[] integers = new int[8];
            float scale = quantized(row, integers, 127);
            for (int d = 0; d < 8; d++) {
                assertThat(found[i * 8 + d]).isEqualTo(integers[d] * scale);
                assertThat(found[i * 8 + d]).isCloseTo(row[d], within(0.501f * scale));
            }
        }
    }

    /** A matrix that is used in both directions has scales for both, and products of two inputs stay as they are. */
    @Test
    void oneMatrixMayHaveTwoUses() throws IOException {
        NDArray x = manager.create(random(20), new Shape(4, 5));
        NDArray w = manager.create(random(25), new Shape(5, 5));
        Graph graph = trace("torch.linear(torch.matmul(x, w), w, None)", x, w);
        Path file = folder.resolve("q.onnx");
        assertThat(OnnxFile.writeInt8(graph, List.of("y"), file)).isEqualTo(2);
        NDArray expected = x.matMul(w).matMul(w.transpose());
        NDArray found = Runtimes.onnx(file, x);
        assertThat(found.sub(expected).abs().max().getFloat())
                .isLessThan(0.03f * expected.abs().max().getFloat());

        Graph square = trace("torch.matmul(x, torch.permute(x, [1, 0]))", x);
        assertThat(OnnxFile.writeInt8(square, List.of("y"), file)).isZero();
        Path plain = folder.resolve("plain.onnx");
        OnnxFile.write(square, List.of("y"), DataType.FLOAT32, OnnxFile.MOST_INSIDE, plain);
        assertThat(file).hasBinaryContent(Files.readAllBytes(plain));
        assertThatThrownBy(() -> OnnxFile.writeInt8(square, List.of("y"), folder.resolve("none/q.onnx")))
                .isInstanceOf(IOException.class);
    }
}
