package io.winnow.trainer.export.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.winnow.trainer.export.torchscript.TorchScriptFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

    /** A residual network of DJL's own blocks, with a stem, a shortcut, both kinds of pooling, dropout and a linear head. */
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

    private static Conv2d convolution(int filters, int side) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(side, side))
                .optPadding(new Shape(side / 2, side / 2))
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
    void aNetworkOfDjlsOwnBlocksIsTracedWhole(int batch) throws IOException {
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
    void constantsAreFoldedAndKeptOnce() throws IOException {
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
    void aReshapeByTheBatchLeavesItFree() {
        Graph graph = trace(x -> x.reshape(x.getShape().get(0) * 2, -1));
        assertThat(graph.nodes().get(0).arguments().get(1)).isEqualTo(List.of(-1L, 2L));
    }

    @Test
    void aShapeThatIsBakedInNamesOperatorAndBlock() {
        assertThatThrownBy(() -> trace(x -> x.div(x.getShape().get(0))))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("NDArray.div")
                .hasMessageContaining("LambdaBlock")
                .hasMessageContaining("TracerTest.java:")
                .hasMessageContaining("2 for 2 examples and 3 for 3");
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
    void whatDependsOnElementsIsRefused() {
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
    void operatorsWithoutTranslationAreAllNamedAndNothingIsWritten() {
        Graph graph = trace(x -> x.cumSum(1).exp().sort(1));
        Path file = folder.resolve("unknown.pt");
        assertThatThrownBy(() -> TorchScriptFile.write(graph, DataType.FLOAT32, file))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("NDArray.cumSum")
                .hasMessageContaining("NDArray.sort");
        assertThat(file).doesNotExist();
    }
}
