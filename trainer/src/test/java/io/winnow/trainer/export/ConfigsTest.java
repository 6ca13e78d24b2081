package io.winnow.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.table.PairFile;
import io.winnow.datasets.table.Table;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.export.graph.FreeAxis;
import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.graph.Tracer;
import io.winnow.trainer.export.onnx.OnnxFile;
import io.winnow.trainer.export.torchscript.TorchScriptFile;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.modality.image.ImageDataConfig;
import io.winnow.trainer.modality.image.ImageEncoderConfig;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.EncoderSource;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.recipe.mlcd.Mlcd;
import io.winnow.trainer.recipe.moco.Moco;
import io.winnow.trainer.recipe.mofi.Mofi;
import io.winnow.trainer.recipe.rcal.Rcal;
import io.winnow.trainer.recipe.semi.Semi;
import io.winnow.trainer.recipe.supervised.Supervised;
import io.winnow.trainer.recipe.tabsim.SmallBert;
import io.winnow.trainer.recipe.tabsim.SyntheticPairs;
import io.winnow.trainer.recipe.tabsim.TabSim;
import io.winnow.trainer.table.TableEncoder;
import io.winnow.trainer.table.TableEncoderConfig;
import io.winnow.trainer.table.TableIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exports a small model with random weights for every configuration, and compares the outputs of the files with those of the model. */
class ConfigsTest {
    private static final Path CONFIGS = Path.of("..", "configs");
    private static final int IMAGE_SIZE = 32;

    @TempDir
    static Path folder;

    private static Path bert;
    private static List<Table> tables;

    static List<Path> configs() throws IOException {
        try (Stream<Path> files = Files.walk(CONFIGS)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @BeforeAll
    static void write() throws IOException {
        TestData.write(folder);
        bert = SmallBert.write(folder.resolve("bert"));
        Path pairs = SyntheticPairs.write(folder.resolve("pairs.jsonl"), 4);
        tables = List.copyOf(PairFile.read("made-up", pairs, Optional.empty(), Optional.empty())
                .tables()
                .values());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("configs")
    void theModelOfEveryConfigIsExported(Path config) throws IOException {
        Experiment experiment = Experiment.read(config, List.of());
        if (experiment.recipe() instanceof TabSim) {
            assertTables(config);
        } else {
            assumeThat(experiment.recipe())
                    .as("what it trains is no network of an encoder")
                    .isInstanceOf(EncoderRecipe.class);
            EncoderRecipe recipe = (EncoderRecipe) experiment.recipe();
            assumeThat(recipe.encoder().data())
                    .as("models of texts cannot be exported yet")
                    .isInstanceOf(ImageDataConfig.class);
            assertImages(config, recipe);
        }
    }

    private void assertImages(Path config, EncoderRecipe recipe) throws IOException {
        String encoder = recipe instanceof Mlcd
                ? "recipe.discriminate.encoder"
                : recipe instanceof Moco
                        ? "recipe.pretrain.encoder"
                        : recipe instanceof Semi || recipe instanceof Mofi
                                ? "recipe.learn.encoder"
                                : "recipe.classify.encoder";
        List<String> smaller = new ArrayList<>(List.of(
                "recipe.data.name=null",
                "recipe.data.channels=3",
                "recipe.data.train=" + folder.resolve("train"),
                "recipe.data.test=" + folder.resolve("test"),
                "recipe.data.image_size=" + IMAGE_SIZE,
                "recipe.data.holdout_keys=null",
                "recipe.data.limit=null",
                "recipe.data.shards_at_once=null",
                "recipe.data.labels=null"));
        if (recipe.encoder().network() instanceof ImageEncoderConfig.Vit) {
            smaller.addAll(List.of(
                    encoder + ".patch_size=16", encoder + ".width=8", encoder + ".depth=1", encoder + ".heads=2"));
        } else {
            smaller.add(encoder + ".width=4");
        }
        if (recipe instanceof Mlcd) {
            smaller.add("recipe.discriminate.start=random");
        }
        if (recipe instanceof Rcal rcal && rcal.contrast() instanceof EncoderSource.Pretraining) {
            smaller.add("recipe.contrast.pretrain.encoder.width=4");
        }
        if (recipe instanceof Supervised supervised
                && supervised.start().orElse(null) instanceof EncoderSource.Pretraining) {
            smaller.add("recipe.start.pretrain.encoder.width=4");
        }
        if (recipe instanceof Semi semi && semi.start().orElse(null) instanceof EncoderSource.Pretraining) {
            smaller.add("recipe.start.pretrain.encoder.width=4");
        }
        EncoderRecipe small = (EncoderRecipe) Experiment.read(config, smaller).recipe();
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(small.encoder().data())) {
            Layer network = small.classifier(data.inputs())
                    .or(() -> small.discriminated(data.preprocessing()))
                    .orElseGet(() -> small.encoder().network().build(data.preprocessing()));
            network.initialize(manager);
            NDArray images = manager.randomNormal(new Shape(3, 3, IMAGE_SIZE, IMAGE_SIZE));
            assertFilesAgree(
                    Tracer.trace(network, List.of("images"), new NDList(images)),
                    new NDList(images),
                    network.forward(new ParameterStore(manager, false), new NDList(images), false)
                            .singletonOrThrow());
        }
    }

    private void assertTables(Path config) throws IOException {
        TabSim plain = (TabSim) Experiment.read(config, List.of()).recipe();
        List<String> smaller = plain.encoder() instanceof TableEncoderConfig.TabSim
                ? List.of("recipe.encoder.embedding=8", "recipe.encoder.state=4", "recipe.encoder.hidden=6")
                : List.of("recipe.encoder.pretrained.directory=" + bert);
        TableEncoderConfig encoder = ((TabSim) Experiment.read(config, smaller).recipe()).encoder();
        try (NDManager manager = NDManager.newBaseManager();
                TableEncoder start =
                        TableEncoder.start(encoder, true, Precision.FLOAT32, tables, Optional.empty(), manager);
                TableEncoder whole = start.whole(manager)) {
            TableIds ids = TableIds.of(encoder);
            NDList arrays = ids.examples(
                    whole.prepare(tables)
                            .batch(IntStream.range(0, tables.size()).toArray(), manager),
                    manager);
            List<FreeAxis> free = ids.free();
            Graph graph = Tracer.trace(
                    (store, inputs) -> new NDList(whole.forward(inputs, store, false)),
                    Tracer.tensors(whole.network(), whole.parameters().named(manager)),
                    ids.inputs(),
                    arrays,
                    free);
            assertFilesAgree(graph, arrays, start.embed(start.prepare(tables), manager));
        }
    }

    private static void assertFilesAgree(Graph graph, NDList inputs, NDArray live) throws IOException {
        Path script = folder.resolve("model.pt");
        Path onnx = folder.resolve("model.onnx");
        TorchScriptFile.write(graph, DataType.FLOAT32, script);
        OnnxFile.write(graph, List.of("out"), DataType.FLOAT32, OnnxFile.MOST_INSIDE, onnx);
        try (Autograd.Recording pause = Autograd.pause()) {
            NDList found = Runtimes.torchScript(script, inputs.toArray(NDArray[]::new));
            found.addAll(Runtimes.onnx(onnx, inputs));
            float scale = Math.max(1, live.abs().max().getFloat());
            for (NDArray each : found) {
                assertThat(each.getShape()).isEqualTo(live.getShape());
                assertThat(each.sub(live).abs().max().getFloat() / scale).isLessThan(1e-4f);
            }
        }
    }
}
