package io.winnow.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.row.RowNetColumns;
import io.winnow.models.row.RowNetOptions;
import io.winnow.models.text.BertOptions;
import io.winnow.models.text.TextPooling;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.export.graph.FreeAxis;
import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.graph.Tracer;
import io.winnow.trainer.export.onnx.OnnxFile;
import io.winnow.trainer.export.torchscript.TorchScriptFile;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.classes.ClassTarget;
import io.winnow.trainer.target.levels.LevelTarget;
import io.winnow.trainer.target.numbers.NumberTarget;
import io.winnow.trainer.target.sets.SetTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exports encoders with the head of every kind of target, followed by the predictions that its outputs mean. */
class TargetsTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final List<Integer> COUNTS = List.of(3, 2, 4, 1);

    @TempDir
    Path folder;

    static Stream<Target> targets() {
        return Stream.of(
                new ClassTarget(NAMES, COUNTS),
                new SetTarget(NAMES, COUNTS, 100, null),
                new LevelTarget(NAMES, COUNTS),
                new NumberTarget(NAMES, List.of(1.0, -2.0, 0.5, 100.0), List.of(1.0, 3.0, 0.1, 20.0)));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void predictionsForRowsAgreeWithTheLiveNetwork(Target target) throws IOException {
        Layer encoder = new RowNetOptions(List.of(7, 5), 0.2, RowNetOptions.Norm.LAYER, RowNetOptions.Activation.GELU)
                .build(new RowNetColumns(3, List.of(4), 2));
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording pause = Autograd.pause()) {
            float[] rows = {0.5f, -1, 2, 3, 0.3f, 0.9f, 1.5f, 0, -2, 1, 0.1f, -0.3f, 0.7f, 0, 1, 2, -0.5f, 0.4f};
            NDArray x = manager.create(rows, new Shape(3, 6));
            assertAgrees(
                    new EncoderWithHead(encoder, target.head(5)), target, x, List.of(FreeAxis.batch(List.of("x"))));
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void predictionsForTextsAgreeWithTheLiveNetwork(Target target) throws IOException {
        Layer encoder = new BertOptions(20, 12, 2, 3, 16, 8, 2, Activation.GELU, 1e-6, 0.1, 0.1)
                .build(TextPooling.MEAN, Precision.FLOAT32);
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording pause = Autograd.pause()) {
            long[] texts = {3, 7, 9, 1, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 19, 18, 17, 2, 0, 0, 0, 1};
            NDArray x = manager.create(texts, new Shape(3, 2, 4));
            List<FreeAxis> free = List.of(FreeAxis.batch(List.of("x")), new FreeAxis("length", Map.of("x", 2)));
            assertAgrees(new EncoderWithHead(encoder, target.head(12)), target, x, free);
        }
    }

    private void assertAgrees(Layer network, Target target, NDArray x, List<FreeAxis> free) throws IOException {
        network.initialize(x.getManager());
        Map<String, NDArray> weights = new HashMap<>();
        network.getParameters().forEach(pair -> {
            NDArray array = pair.getValue().getArray();
            array.setRequiresGradient(false);
            array.addi(x.getManager().randomUniform(-0.3f, 0.3f, array.getShape()));
            weights.put(pair.getKey(), array);
        });
        Graph graph = Tracer.trace(
                (store, arrays) -> new NDList(
                        target.predictions(network.forward(store, arrays, false).singletonOrThrow())),
                Tracer.tensors(network, weights),
                List.of("x"),
                new NDList(x),
                free);
        Path script = folder.resolve("model.pt");
        Path onnx = folder.resolve("model.onnx");
        for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT16)) {
            TorchScriptFile.write(graph, type, script);
            OnnxFile.write(graph, List.of("predictions"), type, OnnxFile.MOST_INSIDE, onnx);
            for (String part : List.of(":", ":1")) {
                NDArray some = x.get(part);
                NDArray live = target.predictions(
                        network.forward(new ParameterStore(x.getManager(), false), new NDList(some), false)
                                .singletonOrThrow());
                assertThat(live.getShape()).isEqualTo(new Shape(some.getShape().get(0), NAMES.size()));
                float scale = Math.max(1, live.abs().max().getFloat());
                for (NDArray found : List.of(
                        Runtimes.onnx(onnx, some),
                        Runtimes.torchScript(script, some).get(0))) {
                    assertThat(found.sub(live).abs().max().getFloat() / scale)
                            .isLessThan(type == DataType.FLOAT32 ? 1e-4f : 2e-2f);
                }
            }
        }
    }
}
