package io.winnow.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.head.CosineHead;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.head.ProjectionHead;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.BlockOptions;
import io.winnow.models.layer.FeedForward;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.row.RowNetColumns;
import io.winnow.models.row.RowNetOptions;
import io.winnow.models.table.TableNetOptions;
import io.winnow.models.text.BertOptions;
import io.winnow.models.text.ClipTextOptions;
import io.winnow.models.text.EndOfText;
import io.winnow.models.text.SentenceEncoder;
import io.winnow.models.text.SentenceStep;
import io.winnow.models.text.TextPooling;
import io.winnow.models.text.TokenPlaces;
import io.winnow.models.torch.Autograd;
import io.winnow.models.vision.CnnOptions;
import io.winnow.models.vision.ConvNextOptions;
import io.winnow.models.vision.EncoderOptions;
import io.winnow.models.vision.ResNetOptions;
import io.winnow.models.vision.VitOptions;
import io.winnow.trainer.export.graph.FreeAxis;
import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.graph.Tracer;
import io.winnow.trainer.export.onnx.OnnxFile;
import io.winnow.trainer.export.torchscript.TorchScriptFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Exports every network of this project with random weights and statistics, and compares the outputs of the files with the network's. */
class NetworksTest {
    private static final int IMAGE_SIZE = 16;

    @TempDir
    Path folder;

    static Stream<Arguments> networks() {
        EncoderOptions small = new ResNetOptions(8, 4, false);
        return Stream.of(
                arguments("resnet-8", small.build(3)),
                arguments("resnet-18", new ResNetOptions(18, 4, true).build(3)),
                arguments("resnet-50, pooled stem", new ResNetOptions(50, 4, false).build(3)),
                arguments("resnet-8, padded", new ResNetOptions(8, 4, false, ResNetOptions.Shortcut.PADDED).build(3)),
                arguments("cnn", cnn(CnnOptions.Norm.GROUP)),
                arguments("cnn, batch norm", cnn(CnnOptions.Norm.BATCH)),
                arguments("convnext", new ConvNextOptions(List.of(1, 2), List.of(8, 12), 4, 0.1, 0.5).build(3)),
                arguments("vit, mean", new VitOptions(IMAGE_SIZE, 4, 12, 2, 3, VitOptions.Pooling.MEAN, 0.1).build(3)),
                arguments(
                        "vit, class token",
                        new VitOptions(IMAGE_SIZE, 8, 8, 1, 2, VitOptions.Pooling.CLASS_TOKEN, 0).build(3)),
                arguments("clip", Vits.clip(IMAGE_SIZE).build(3)),
                arguments("siglip", Vits.siglip(IMAGE_SIZE).build(3)),
                arguments("registers and SwiGLU", Vits.registers(IMAGE_SIZE).build(3)),
                arguments("rotary positions", Vits.rotary(IMAGE_SIZE).build(3)),
                arguments(
                        "with cosine head",
                        new EncoderWithHead(small.build(3), new CosineHead(small.dimension(), 5, 30))),
                arguments(
                        "with projection head",
                        new EncoderWithHead(small.build(3), new ProjectionHead(2, small.dimension(), 6))));
    }

    private static Layer cnn(CnnOptions.Norm norm) {
        return new CnnOptions(IMAGE_SIZE, IMAGE_SIZE, List.of(4, 6), 5, 7, norm, 2).build(3);
    }

    private static void randomize(Layer network, NDManager manager) {
        Engine.getInstance().setRandomSeed(11);
        network.initialize(manager);
        network.getParameters().forEach(pair -> {
            NDArray array = pair.getValue().getArray();
            array.setRequiresGradient(false);
            if (array.getShape().dimension() == 1) {
                array.addi(manager.randomUniform(0, 0.3f, array.getShape()));
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void exportedFilesAgreeWithTheLiveNetwork(String name, Layer network) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording pause = Autograd.pause()) {
            randomize(network, manager);
            NDArray examples = manager.randomNormal(new Shape(5, 3, IMAGE_SIZE, IMAGE_SIZE));
            Graph graph = Tracer.trace(network, List.of("images"), new NDList(examples));
            Path script = folder.resolve("model.pt");
            Path onnx = folder.resolve("model.onnx");
            Path outside = folder.resolve("outside.onnx");
            TorchScriptFile.write(graph, DataType.FLOAT32, script);
            OnnxFile.write(graph, List.of("out"), DataType.FLOAT32, OnnxFile.MOST_INSIDE, onnx);
            OnnxFile.write(graph, List.of("out"), DataType.FLOAT32, 0, outside);
            assertThat(folder.resolve("outside.onnx.data")).isNotEmptyFile();
            for (int batch : new int[] {1, 5}) {
                NDArray x = examples.get("0:" + batch);
                NDArray live = network.forward(new ParameterStore(manager, false), new NDList(x), false)
                        .singletonOrThrow();
                assertThat(live.max().getFloat() - live.min().getFloat()).isGreaterThan(1e-3f);
                assertSame(Runtimes.torchScript(script, x).singletonOrThrow(), live, 5e-5);
                assertSame(Runtimes.onnx(onnx, x), live, 5e-5);
                assertSame(Runtimes.onnx(outside, x), live, 5e-5);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void filesInHalfPrecisionAgreeWithTheLiveNetwork(String name, Layer network) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording pause = Autograd.pause()) {
            randomize(network, manager);
            NDArray x = manager.randomNormal(new Shape(3, 3, IMAGE_SIZE, IMAGE_SIZE));
            Graph graph = Tracer.trace(network, List.of("images"), new NDList(x));
            Path script = folder.resolve("model.pt");
            Path onnx = folder.resolve("model.onnx");
            TorchScriptFile.write(graph, DataType.FLOAT16, script);
            OnnxFile.write(graph, List.of("out"), DataType.FLOAT16, OnnxFile.MOST_INSIDE, onnx);
            NDArray live = network.forward(new ParameterStore(manager, false), new NDList(x), false)
                    .singletonOrThrow();
            assertSame(Runtimes.torchScript(script, x).singletonOrThrow(), live, 0.02);
            assertSame(Runtimes.onnx(onnx, x), live, 0.02);
        }
    }

    static Stream<Arguments> textEncoders() {
        return Stream.of(TextPooling.values())
                .flatMap(pooling -> Stream.of(Activation.values()).map(activation -> arguments(pooling, activation)));
    }

    /** The texts include one with padding and one without any word. The files are run on batches of different sizes and lengths. */
    @ParameterizedTest
    @MethodSource("textEncoders")
    void exportedTextEncodersAgreeWithTheLiveEncoder(TextPooling pooling, Activation activation) throws IOException {
        Layer network = new SentenceEncoder(
                new BertOptions(20, 12, 2, 3, 16, 8, 2, activation, 1e-6, 0.1, 0.1).build(pooling, Precision.FLOAT32));
        long[][] words = {
            {3, 7, 9, 1, 0, 0}, {5, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0}, {19, 18, 17, 2, 2, 2}, {4, 4, 8, 0, 0, 0}
        };
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording pause = Autograd.pause()) {
            randomize(network, manager);
            long[] texts = new long[5 * 2 * 6];
            for (int i = 0; i < 60; i++) {
                texts[i] = i / 6 % 2 == 0 ? words[i / 12][i % 6] : i % 6 > 2 ? 1 : 0;
            }
            NDArray examples = manager.create(texts, new Shape(5, 2, 6));
            List<FreeAxis> free = List.of(FreeAxis.batch(List.of("texts")), new FreeAxis("length", Map.of("texts", 2)));
            assertExportsAgree(network, examples, free, DataType.FLOAT32, List.of(":1", ":", ":2, :, :4", ":, :, :1"));
        }
    }

    static Stream<Arguments> otherTextEncoders() {
        BertOptions roberta =
                new BertOptions(20, 12, 2, 3, 16, 12, 1, Activation.GELU, 1e-5, 0, 0, TokenPlaces.roberta(1));
        BertOptions mpnet = new BertOptions(20, 12, 2, 3, 16, 12, 0, Activation.GELU, 1e-5, 0, 0, TokenPlaces.mpnet(1));
        SentenceStep projection = new SentenceStep.Projection(24, 7, true, SentenceStep.Squash.TANH);
        return Stream.of(DataType.FLOAT32, DataType.FLOAT16)
                .flatMap(type -> Stream.of(
                        arguments("roberta", roberta.build(TextPooling.MEAN, Precision.FLOAT32), type),
                        arguments("mpnet", mpnet.build(TextPooling.MAX, Precision.FLOAT32), type),
                        arguments(
                                "two poolings and a projection",
                                new SentenceEncoder(
                                        roberta.build(
                                                List.of(TextPooling.FIRST_TOKEN, TextPooling.MEAN), Precision.FLOAT32),
                                        List.of(projection, new SentenceStep.UnitLength())),
                                type),
                        arguments("clip", clip(true, new EndOfText.LargestId()), type),
                        arguments("clip, first", clip(true, new EndOfText.FirstOf(19)), type),
                        arguments("siglip", clip(false, new EndOfText.LastPlace()), type)));
    }

    private static Layer clip(boolean causal, EndOfText end) {
        Activation activation = causal ? Activation.QUICK_GELU : Activation.GELU_TANH;
        BlockOptions block =
                new BlockOptions(12, 3, new FeedForward.Mlp(16, activation), 1e-5, true, OptionalDouble.empty());
        return new SentenceEncoder(new ClipTextOptions(
                        20, 6, 2, block, causal, end, 1, Optional.of(new ClipTextOptions.Projection(7, !causal)))
                .build(Precision.FLOAT32));
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("otherTextEncoders")
    void otherTextEncodersAgreeWithTheLiveEncoder(String name, Layer network, DataType type) throws IOException {
        long[][] words = {
            {3, 7, 9, 19, 1, 1}, {5, 19, 1, 1, 1, 1}, {19, 1, 1, 1, 1, 1}, {12, 18, 17, 2, 2, 19}, {4, 4, 8, 19, 1, 1}
        };
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording pause = Autograd.pause()) {
            randomize(network, manager);
            long[] texts = new long[5 * 2 * 6];
            for (int i = 0; i < 60; i++) {
                texts[i] = i / 6 % 2 == 0 ? words[i / 12][i % 6] : 0;
            }
            NDArray examples = manager.create(texts, new Shape(5, 2, 6));
            boolean fixed = name.equals("siglip");
            FreeAxis batch = FreeAxis.batch(List.of("texts"));
            List<FreeAxis> free = fixed ? List.of(batch) : List.of(batch, new FreeAxis("length", Map.of("texts", 2)));
            List<String> parts = fixed ? List.of(":1", ":") : List.of(":1", ":", ":2, :, :4", "1:3, :, :2");
            assertExportsAgree(network, examples, free, type, parts);
        }
    }

    private static NDArray tables(NDManager manager) {
        // Two caption words, then 3 rows of 2 cells of 3 words. There is padding before, between and after words, and
        // some cells are equal.
        int[][] ids = {
            {1, 0, 2, 3, 4, 0, 5, 0, 6, 7, 0, 0, 0, 0, 0, 0, 0, 0, 8, 9},
            {0, 0, 2, 3, 4, 2, 3, 4, 2, 3, 4, 1, 1, 0, 0, 1, 1, 9, 9, 9},
            {0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
            {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
        };
        return manager.create(
                Stream.of(ids).flatMapToInt(IntStream::of).toArray(), new Shape(ids.length, ids[0].length));
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT32", "FLOAT16"})
    void exportedTableEncodersAgreeWithTheLiveEncoder(DataType type) throws IOException {
        Layer network = new TableNetOptions(2, 3, 2, 3, 6, 4, 5, 2, 0.1, 0.9).build(11, 11);
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording pause = Autograd.pause()) {
            randomize(network, manager);
            List<FreeAxis> free = List.of(FreeAxis.batch(List.of("tables")));
            assertExportsAgree(network, tables(manager), free, type, List.of(":", ":1", "2:"));
        }
    }

    static Stream<Arguments> rowEncoders() {
        return Stream.of(RowNetOptions.Norm.values())
                .flatMap(norm -> Stream.of(RowNetOptions.Activation.values())
                        .flatMap(activation -> Stream.of(DataType.FLOAT32, DataType.FLOAT16)
                                .map(type -> arguments(norm, activation, type))));
    }

    /** Two numbers, categories of 4 and 300, and the vector of a text. */
    @ParameterizedTest
    @MethodSource("rowEncoders")
    void exportedRowEncodersAgreeWithTheLiveEncoder(
            RowNetOptions.Norm norm, RowNetOptions.Activation activation, DataType type) throws IOException {
        Layer network =
                new RowNetOptions(List.of(7, 5), 0.2, norm, activation).build(new RowNetColumns(2, List.of(4, 300), 3));
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording pause = Autograd.pause()) {
            randomize(network, manager);
            network.getParameters()
                    .get("category.1.weight")
                    .getArray()
                    .set(manager.randomNormal(new Shape(300, 39)).toFloatArray());
            float[] rows = {
                0.5f, -1, 3, 0, 0.3f, -0.2f, 0.9f, 1.5f, 0.2f, 1, 299, 0, 0, 0, -0.3f, 0.7f, 0, 257, -0.5f, 0.4f, 0.1f
            };
            assertExportsAgree(
                    network,
                    manager.create(rows, new Shape(3, 7)),
                    List.of(FreeAxis.batch(List.of("rows"))),
                    type,
                    List.of(":", ":1", "1:"));
        }
    }

    /** @param parts indices of the parts of the examples that the files are run on */
    private void assertExportsAgree(
            Layer network, NDArray examples, List<FreeAxis> free, DataType type, List<String> parts)
            throws IOException {
        String input = free.get(0).axes().keySet().iterator().next();
        Graph graph = Tracer.trace(
                (store, arrays) -> network.forward(store, arrays, false),
                Tracer.tensors(network, weights(network)),
                List.of(input),
                new NDList(examples),
                free);
        Path script = folder.resolve("model.pt");
        Path onnx = folder.resolve("model.onnx");
        TorchScriptFile.write(graph, type, script);
        OnnxFile.write(graph, List.of("out"), type, OnnxFile.MOST_INSIDE, onnx);
        double tolerance = type == DataType.FLOAT32 ? 5e-5 : 0.02;
        for (String part : parts) {
            NDArray x = examples.get(part);
            NDArray live = network.forward(new ParameterStore(examples.getManager(), false), new NDList(x), false)
                    .singletonOrThrow();
            assertThat(live.max().getFloat() - live.min().getFloat()).isGreaterThan(1e-3f);
            assertSame(Runtimes.torchScript(script, x).singletonOrThrow(), live, tolerance);
            assertSame(Runtimes.onnx(onnx, x), live, tolerance);
        }
    }

    private static Map<String, NDArray> weights(Layer network) {
        Map<String, NDArray> weights = new HashMap<>();
        network.getParameters()
                .forEach(pair -> weights.put(pair.getKey(), pair.getValue().getArray()));
        return weights;
    }

    private static void assertSame(NDArray found, NDArray expected, double tolerance) {
        assertThat(found.getShape()).isEqualTo(expected.getShape());
        float scale = Math.max(1, expected.abs().max().getFloat());
        assertThat(found.sub(expected).abs().max().getFloat() / scale).isLessThan((float) tolerance);
    }
}
