package io.winnow.trainer.export.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.export.Runtimes;
import io.winnow.trainer.export.onnx.OnnxFile;
import io.winnow.trainer.export.torchscript.TorchScriptFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracerTest {
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

    /** Builds a residual network of DJL's own blocks, with a stem, a shortcut, both kinds of pooling, dropout and a linear head. */
    private static SequentialBlock djlNetwork() {
        SequentialBlock branch = new SequentialBlock()
                .add(convolution(8, 3))
                .add(BatchNorm.builder().build())
                .add(Activation.reluBlock())
                .add(convolution(8, 3))
                .add(BatchNorm.builder().build());
        SequentialBlock shortcut = new SequentialBlock().add(convolution(8, 1));
        return new SequentialBlock()
                .add(convolution(4, 3))
                .add(BatchNorm.builder().build())
                .add(Activation.reluBlock())
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(new ParallelBlock(
                        outputs -> new NDList(outputs.get(0)
                                .singletonOrThrow()
                                .add(outputs.get(1).singletonOrThrow())),
                        List.of(branch, shortcut)))
                .add(Activation.tanhBlock())
                .add(Pool.avgPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(Blocks.batchFlattenBlock())
                .add(Dropout.builder().build())
                .add(Linear.builder().setUnits(5).build());
    }

    private static Conv2d convolution(int filters, int kernelSize) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(kernelSize, kernelSize))
                .optPadding(new Shape(kernelSize / 2, kernelSize / 2))
                .build();
    }

    private Block initialized(Block block, Shape shape) {
        block.initialize(manager, DataType.FLOAT32, shape);
        return block;
    }

    private NDArray images(int count) {
        return manager.randomNormal(new Shape(count, 3, 8, 8));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void aNetworkOfDjlsOwnBlocksIsTracedCompletely(int batch) throws IOException {
        Block network = initialized(djlNetwork(), new Shape(3, 3, 8, 8));
        Graph graph = Tracer.trace(network, List.of("images"), new NDList(images(3)));
        assertThat(graph.operators())
                .containsExactly(
                        "NDArray.convolution",
                        "NDArray.batchNorm",
                        "NDArray.relu",
                        "NDArray.maxPool",
                        "NDArray.add",
                        "NDArray.tanh",
                        "NDArray.avgPool",
                        "NDArray.reshape",
                        "NDArray.linear");
        assertThat(graph.inputs().get(0).shape()).isEqualTo(new Shape(-1, 3, 8, 8));
        assertThat(graph.outputs().get(0).shape()).isEqualTo(new Shape(-1, 5));
        assertThat(graph.tensors())
                .hasSize(network.getParameters().size())
                .allSatisfy((name, tensor) ->
                        assertThat(network.getParameters().get(name).getArray()).isSameAs(tensor.array()));

        Path file = folder.resolve("djl.pt");
        TorchScriptFile.write(graph, DataType.FLOAT32, file);
        NDArray x = images(batch);
        try (Autograd.Recording pause = Autograd.pause()) {
            NDArray live = network.forward(new ParameterStore(manager, false), new NDList(x), false)
                    .singletonOrThrow();
            assertThat(Runtimes.torchScript(file, x).singletonOrThrow().allClose(live, 1e-5, 1e-5, false))
                    .isTrue();
        }
    }

    private Graph trace(Function<NDArray, NDArray> function) {
        return Tracer.trace(
                initialized(LambdaBlock.singleton(function), new Shape(3, 4)),
                List.of("x"),
                new NDList(manager.arange(12f).reshape(3, 4)));
    }

    @Test
    void constantsAreFoldedAndStoredOnce() throws IOException {
        Graph graph = trace(x -> x.mul(x.getManager().ones(new Shape(4)).add(1))
                .add(x.getManager().full(new Shape(4), 2f)));
        assertThat(graph.operators()).containsExactly("NDArray.mul", "NDArray.add");
        assertThat(graph.tensors()).containsOnlyKeys("constants.c0");
        Path file = folder.resolve("constants.pt");
        TorchScriptFile.write(graph, DataType.FLOAT32, file);
        NDArray found = Runtimes.torchScript(file, manager.create(new float[] {1, 2, 3, 4}, new Shape(1, 4)))
                .singletonOrThrow();
        assertThat(found.toFloatArray()).containsExactly(4, 6, 8, 10);
    }

    @Test
    void aReshapeThatUsesTheBatchSizeLeavesItFree() {
        Graph graph = trace(x -> x.reshape(x.getShape().get(0) * 2, -1));
        assertThat(graph.nodes().get(0).arguments().get(1)).isEqualTo(List.of(-1L, 2L));
    }

    @Test
    void severalLengthsStayFree() throws IOException {
        Function<NDArray, NDArray> flattened = x -> {
            Shape shape = x.getShape();
            NDArray rows = x.reshape(-1, 4).mul(2);
            return rows.reshape(shape.get(0), 2 * shape.get(1), 2).add(1);
        };
        NDArray examples = manager.arange(60f).reshape(5, 3, 4);
        FreeAxis length = new FreeAxis("length", Map.of("x", 1));
        Graph graph = Tracer.trace(
                (store, arrays) -> new NDList(flattened.apply(arrays.get(0))),
                Map.of(),
                List.of("x"),
                new NDList(examples),
                List.of(FreeAxis.batch(List.of("x")), length));
        assertThat(graph.inputs().get(0).lengths()).containsExactly("batch", "length", "");
        assertThat(graph.outputs().get(0).shape()).isEqualTo(new Shape(-1, -1, 2));
        assertThat(graph.nodes().get(2).arguments().get(1))
                .isEqualTo(List.of(-1L, new Length(graph.inputs().get(0), 1, 2), 2L));
        Path script = folder.resolve("free.pt");
        Path onnx = folder.resolve("free.onnx");
        TorchScriptFile.write(graph, DataType.FLOAT32, script);
        OnnxFile.write(graph, List.of("y"), DataType.FLOAT32, OnnxFile.MOST_INSIDE, onnx);
        for (String part : List.of(":", ":1", "2:, :2")) {
            NDArray x = examples.get(part);
            assertThat(Runtimes.torchScript(script, x).singletonOrThrow()).isEqualTo(flattened.apply(x));
            assertThat(Runtimes.onnx(onnx, x)).isEqualTo(flattened.apply(x));
        }
        assertThatThrownBy(() -> Tracer.trace(
                        (store, arrays) -> new NDList(
                                arrays.get(0).div(arrays.get(0).getShape().get(1))),
                        Map.of(),
                        List.of("x"),
                        new NDList(examples),
                        List.of(FreeAxis.batch(List.of("x")), length)))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("is 2 if axis 'length' has length 2, but 3 if it has length 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..., 0:2", "1:, 2", ":, -1", ":, 1:4:2", "..., -3:-1", ":"})
    void indicesAreRecorded(String index) throws IOException {
        NDArray examples = manager.arange(60f).reshape(3, 5, 4);
        Graph graph = Tracer.trace(
                (store, arrays) -> new NDList(arrays.get(0).get(index).mul(3)),
                Map.of(),
                List.of("x"),
                new NDList(examples));
        assertThat(graph.operators()).contains("NDArray.mul").doesNotContain("NDArray.get");
        Path script = folder.resolve("index.pt");
        Path onnx = folder.resolve("index.onnx");
        TorchScriptFile.write(graph, DataType.FLOAT32, script);
        OnnxFile.write(graph, List.of("y"), DataType.FLOAT32, OnnxFile.MOST_INSIDE, onnx);
        NDArray live = examples.get(index).mul(3);
        assertThat(Runtimes.torchScript(script, examples).singletonOrThrow()).isEqualTo(live);
        assertThat(Runtimes.onnx(onnx, examples)).isEqualTo(live);
    }

    /** The network is the ResNet-18 of DJL's own model zoo. */
    @Test
    void theExportedResNetOfDjlsModelZooAgreesWithTheLiveNetwork() throws IOException {
        Block network = ResNetV1.builder()
                .setImageShape(new Shape(3, 32, 32))
                .setNumLayers(18)
                .setOutSize(10)
                .build();
        initialized(network, new Shape(1, 3, 32, 32));
        NDArray examples = manager.randomNormal(new Shape(3, 3, 32, 32));
        Graph graph = Tracer.trace(network, List.of("images"), new NDList(examples));
        assertThat(graph.tensors()).hasSize(network.getParameters().size());
        Path script = folder.resolve("resnet.pt");
        Path onnx = folder.resolve("resnet.onnx");
        TorchScriptFile.write(graph, DataType.FLOAT32, script);
        OnnxFile.write(graph, List.of("classes"), DataType.FLOAT32, OnnxFile.MOST_INSIDE, onnx);
        try (Autograd.Recording pause = Autograd.pause()) {
            NDArray live = network.forward(new ParameterStore(manager, false), new NDList(examples), false)
                    .singletonOrThrow();
            assertThat(live.max().getFloat() - live.min().getFloat()).isGreaterThan(1e-2f);
            assertThat(Runtimes.torchScript(script, examples).singletonOrThrow().allClose(live, 1e-4, 1e-4, false))
                    .isTrue();
            assertThat(Runtimes.onnx(onnx, examples).allClose(live, 1e-4, 1e-4, false))
                    .isTrue();
        }
    }

    @Test
    void aDependenceOnTheBatchSizeIsReportedWithOperatorAndBlock() {
        assertThatThrownBy(() -> trace(x -> x.div(x.getShape().get(0))))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("NDArray.div")
                .hasMessageContaining("LambdaBlock")
                .hasMessageContaining("TracerTest.java:")
                .hasMessageContaining("is 2 if axis 'batch' has length 2, but 3 if it has length 3");
        assertThatThrownBy(() -> trace(x -> x.add(x.getManager().ones(x.getShape()))))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("NDArray.add")
                .hasMessageContaining("(2, 4)");
        assertThatThrownBy(() -> trace(x -> x.getShape().get(0) == 2 ? x.exp() : x.neg()))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("NDArray.exp")
                .hasMessageContaining("NDArray.neg");
    }

    @Test
    void operationsThatAGraphCannotHoldAreRejected() {
        assertThatThrownBy(() -> trace(x -> x.sum().getFloat() > 0 ? x : x.neg()))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("NDArray.getFloat")
                .hasMessageContaining("LambdaBlock");
        assertThatThrownBy(() -> trace(x -> x.addi(1)))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("NDArray.addi")
                .hasMessageContaining("in place");
        assertThatThrownBy(() -> trace(x -> x.add(x.getManager().randomNormal(new Shape(4)))))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("random");
    }

    @Test
    void allUnsupportedOperatorsAreReportedAndNothingIsWritten() {
        Graph graph = trace(x -> x.cumSum(1).exp().sort(1));
        Path file = folder.resolve("unknown.pt");
        assertThatThrownBy(() -> TorchScriptFile.write(graph, DataType.FLOAT32, file))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("NDArray.cumSum")
                .hasMessageContaining("NDArray.sort");
        assertThat(file).doesNotExist();
    }
}
