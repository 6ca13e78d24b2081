package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.Model;
import io.winnow.PairScore;
import io.winnow.Results;
import io.winnow.datasets.table.ReadOptions;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.table.TableFiles;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.pretrained.HuggingFaceDirectory;
import io.winnow.models.text.TextModel;
import io.winnow.models.text.TextPooling;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.export.Runtimes;
import io.winnow.trainer.model.Item;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.tabsim.SmallBert;
import io.winnow.trainer.recipe.tabsim.SyntheticPairs;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.table.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports small runs on tables with each kind of encoder, and predicts with the exported files. */
class TableExportTest {
    private static final Map<String, String> ENCODERS = Map.of(
            "words", SyntheticPairs.ENCODER,
            "text", "{kind: transformer, pretrained: {directory: BERT}, max_tokens: 24}",
            "views", "{kind: transformer, pretrained: {directory: BERT}, views: [caption, rows], max_tokens: 24}",
            "frozen", "{kind: frozen, pretrained: {directory: BERT}, views: [caption, rows], max_tokens: 24}");

    @TempDir
    static Path folder;

    private static Path tables;

    @BeforeAll
    static void train() throws IOException {
        Path pairs = SyntheticPairs.write(folder.resolve("pairs.jsonl"), 12);
        Path bert = SmallBert.write(folder.resolve("bert"));
        for (Map.Entry<String, String> encoder : ENCODERS.entrySet()) {
            boolean words = encoder.getKey().equals("words");
            Path config = Files.writeString(folder.resolve(encoder.getKey() + ".yaml"), """
                    device: cpu
                    logging: {tensorboard: false}
                    recipe:
                      kind: tabsim
                      data: {pairs: %s}
                      folds: 2
                      zero_shot: false
                      encoder: %s
                      loss: {kind: %s}
                      training:
                        duration: {epochs: 2}
                        batch_size: 8
                        optimizer: {kind: adamw, learning_rate: 0.01}
                    """.formatted(
                    pairs, encoder.getValue().replace("BERT", bert.toString()), words ? "contrastive" : "cosine"));
            done("train", config.toString(), "--run-dir", folder.resolve("runs").toString());
        }
        // A run is self-contained: the tests need neither its pairs nor the directory of its pretrained encoder.
        Files.delete(pairs);
        try (Stream<Path> files = Files.list(bert)) {
            for (Path file : files.toList()) {
                Files.move(
                        file, Files.createDirectories(folder.resolve("moved")).resolve(file.getFileName()));
            }
        }
        tables = folder.resolve("tables.jsonl");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            lines.add(Json.line(SyntheticPairs.table("t" + i, i % 4, 50 + i)));
        }
        lines.add("{\"id\": \"empty cells\", \"rows\": [[\"\", \"t1w1\"], []]}");
        Files.write(tables, lines);
    }

    private static CommandRun done(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private static String run(String name) {
        return folder.resolve("runs").resolve(name).toString();
    }

    private static Path export(String name, String... more) {
        Path target = folder.resolve("exports").resolve(name + String.join("", more));
        if (!Files.exists(target)) {
            List<String> all = new ArrayList<>(List.of("export", run(name), "--output", target.toString(), "--json"));
            all.addAll(List.of(more));
            done(all.toArray(String[]::new));
        }
        return target;
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"words", "text", "views", "frozen"})
    void everyFileMatchesTheLiveModel(String name) throws IOException {
        Path bundle = export(name);
        JsonNode files = json(bundle.resolve("parity.json")).get("files");
        assertThat(files.fieldNames())
                .toIterable()
                .containsExactly(
                        "torchscript/model.pt",
                        "onnx/model.onnx",
                        "safetensors/model.safetensors",
                        "torchscript/score.pt",
                        "onnx/score.onnx");
        files.forEach(each -> {
            assertThat(each.get("largest_difference").asDouble()).isLessThan(1e-4);
            assertThat(each.get("examples").asInt()).isGreaterThanOrEqualTo(40);
            assertThat(each.get("file_bytes").asLong()).isPositive();
            assertThat(each.get("examples_per_second").asDouble()).isPositive();
        });
        assertThat(Files.readString(bundle.resolve("README.md"))).contains("score.onnx");
        assertThat(Files.readString(bundle.resolve("MODEL_CARD.md"))).contains("kind: tabsim");

        // The run computes vectors through caches and with batches of equal length; the files must give the same.
        try (NDManager manager = NDManager.newBaseManager();
                TrainedModel fitted = open(name, manager)) {
            NDArray expected = vectors(fitted, manager);
            for (String model : List.of(
                    run(name),
                    bundle.toString(),
                    bundle.resolve("onnx/model.onnx").toString())) {
                List<JsonNode> lines = lines(done("predict", model, tables.toString(), "--batch-size", "4"));
                assertThat(lines).hasSize(10);
                for (int i = 0; i < lines.size(); i++) {
                    assertThat(lines.get(i).get("key").asText())
                            .isEqualTo(read().get(i).id());
                    assertClose(lines.get(i).get("embedding"), expected.get(i).toFloatArray());
                }
            }
        }
    }

    private static TrainedModel open(String name, NDManager manager) throws IOException {
        FinishedRun run = FinishedRun.open(Path.of(run(name)));
        return run.experiment()
                .recipe()
                .model(run, new ModelChoice(WeightsChoice.LAST, ModelChoice.Part.MODEL), manager);
    }

    private static NDArray vectors(TrainedModel model, NDManager manager) throws IOException {
        List<Item.Loaded<Table>> all = read().stream()
                .map(table -> new Item.Loaded<>(table.id(), table))
                .toList();
        ItemReader.Collected tables = new TableReader().collect(all);
        return model.run(tables.items(), tables.examples(), manager);
    }

    private static List<Table> read() throws IOException {
        List<Table> all = new ArrayList<>();
        try (TableFiles files = TableFiles.open(tables, ReadOptions.DEFAULT)) {
            files.forEachRemaining(all::add);
        }
        return all;
    }

    private static List<JsonNode> lines(CommandRun run) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : run.out().strip().split("\n", -1)) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    private static void assertClose(JsonNode found, float[] expected) {
        assertThat(found).hasSize(expected.length);
        for (int d = 0; d < expected.length; d++) {
            assertThat((float) found.get(d).asDouble()).isCloseTo(expected[d], within(2e-5f));
        }
    }

    /** The Java API gives the scores that the command prints. */
    private static void requireSameFromJava(Path path, Path pairs, List<JsonNode> printed) throws IOException {
        try (Model model = Model.open(path)) {
            Results<PairScore> scored = model.score(pairs);
            assertThat(scored.unreadable()).containsOnlyKeys(pairs.getFileName() + ", line 4");
            List<JsonNode> expected =
                    printed.stream().filter(line -> line.has("distance")).toList();
            assertThat(scored.items()).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                PairScore score = scored.items().get(i);
                JsonNode line = expected.get(i);
                assertThat(List.of(score.first(), score.second()))
                        .containsExactly(line.get("a").asText(), line.get("b").asText());
                assertThat(score.similar()).isEqualTo(line.get("similar").asBoolean());
                assertThat(new double[] {score.distance(), score.probability(), score.grade()})
                        .containsExactly(
                                new double[] {
                                    line.get("distance").asDouble(),
                                    line.get("probability").asDouble(),
                                    line.get("grade").asDouble()
                                },
                                within(1e-4));
            }
            assertThat(model.score(pairs, pairs).unreadable())
                    .containsOnlyKeys(
                            pairs + "/" + pairs.getFileName() + ", line 4",
                            pairs + "#2/" + pairs.getFileName() + ", line 4");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"words", "frozen"})
    void runFilesAndScoreGraphScorePairsTheSame(String name) throws IOException {
        Path pairs = folder.resolve("ask-" + name + ".jsonl");
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            asked.add(Json.line(Map.of(
                    "a",
                    SyntheticPairs.table("q" + i, i % 4, 70 + i),
                    "b",
                    SyntheticPairs.table("c" + i, i % 2, 90 + i))));
        }
        asked.add(3, "{\"a\": 1}");
        Files.write(pairs, asked);
        Path bundle = export(name);
        List<List<JsonNode>> found = new ArrayList<>();
        for (String model : List.of(
                run(name), bundle.toString(), bundle.resolve("onnx/model.onnx").toString())) {
            CommandRun run = CommandRun.of("predict", model, pairs.toString(), "--pairs", "--batch-size", "2");
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .contains(".jsonl, line 4: a pair must have the form")
                    .contains("7 pairs")
                    .contains("1 could not be read");
            found.add(lines(run));
            requireSameFromJava(Path.of(model), pairs, lines(run));
        }
        for (int k = 0; k < 8; k++) {
            JsonNode live = found.get(0).get(k);
            if (k == 3) {
                assertThat(live.get("key").asText()).endsWith(".jsonl, line 4");
                continue;
            }
            assertThat(live.get("probability").asDouble()).isBetween(0.0, 1.0);
            for (List<JsonNode> other : found) {
                assertThat(other.get(k).get("a")).isEqualTo(live.get("a"));
                for (String figure : List.of("distance", "probability")) {
                    assertThat(other.get(k).get(figure).asDouble())
                            .isCloseTo(live.get(figure).asDouble(), within(2e-4));
                }
            }
        }
        try (NDManager manager = NDManager.newBaseManager();
                TrainedModel fitted = open(name, manager)) {
            NDArray vectors = vectors(fitted, manager);
            NDArray a = vectors.get(":5");
            NDArray b = vectors.get("5:");
            NDList script = Runtimes.torchScript(bundle.resolve("torchscript/score.pt"), a, b);
            NDList onnx = Runtimes.onnx(bundle.resolve("onnx/score.onnx"), new NDList(a, b));
            for (int i = 0; i < 5; i++) {
                double distance = a.get(i).sub(b.get(i)).square().sum().sqrt().getFloat();
                double probability = (Double) fitted.similarity().at(distance).get("probability");
                for (NDList outputs : List.of(script, onnx)) {
                    assertThat((double) outputs.get(0).getFloat(i)).isCloseTo(distance, within(1e-5));
                    assertThat((double) outputs.get(1).getFloat(i)).isCloseTo(probability, within(1e-4));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"words", "frozen"})
    void runAndFilesAreEvaluatedTheSameOnOtherPairs(String name) throws IOException {
        Path pairs = SyntheticPairs.write(folder.resolve("other-" + name + ".jsonl"), 6);
        Path bundle = export(name);
        JsonNode live = judged(run(name), pairs);
        assertThat(live.get("map").asDouble()).isBetween(0.0, 1.0);
        for (Path model : List.of(bundle, bundle.resolve("onnx/model.onnx"))) {
            JsonNode found = judged(model.toString(), pairs);
            assertThat(found.fieldNames()).toIterable().containsExactlyElementsOf(live::fieldNames);
            live.fieldNames()
                    .forEachRemaining(figure -> assertThat(found.get(figure).asDouble())
                            .as(figure)
                            .isCloseTo(live.get(figure).asDouble(), within(1e-3)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"views", "frozen"})
    void foldsAreEvaluatedWithThePretrainedEncoderThatTheRunKeeps(String name) throws IOException {
        Path pairs = SyntheticPairs.write(folder.resolve("pairs.jsonl"), 12);
        try {
            JsonNode found = new ObjectMapper()
                    .readTree(done("evaluate", run(name), "--json").out());
            JsonNode trained = json(Path.of(run(name), "result.json")).get("metrics");
            assertThat(found.get("map")).isEqualTo(trained.get("map"));
            assertThat(found.get("macro_f1")).isEqualTo(trained.get("macro_f1"));
        } finally {
            Files.delete(pairs);
        }
    }

    private static JsonNode judged(String model, Path pairs) throws IOException {
        return new ObjectMapper()
                .readTree(done("evaluate", model, "--data", pairs.toString(), "--json")
                        .out());
    }

    @Test
    void invalidPairsAreReported() {
        for (List<String> wrong : List.of(
                List.of("--data", "pmc-table"),
                List.of("--data", "pmc-tables", "--tables", tables.toString()),
                List.of("--tables", tables.toString()),
                List.of("--train", "fashion-mnist/train"))) {
            List<String> all = new ArrayList<>(List.of("evaluate", run("words")));
            all.addAll(wrong);
            CommandRun refused = CommandRun.of(all.toArray(String[]::new));
            assertThat(refused.code()).as(wrong.toString()).isEqualTo(2);
            assertThat(refused.err()).containsAnyOf("pmc-tables", "--tables", "--train");
        }
    }

    /** The export has the names of Hugging Face's BertModel, and Winnow's reader of such directories can read it. */
    @Test
    void theExportedBertIsAHuggingFaceDirectory() throws IOException {
        Path bundle = export("text");
        HuggingFaceDirectory directory = HuggingFaceDirectory.open(bundle.resolve("safetensors"));
        assertThat(directory.config().get("architectures").get(0).asText()).isEqualTo("BertModel");
        assertThat(Files.mismatch(directory.tokenizer(), folder.resolve("moved/tokenizer.json")))
                .isEqualTo(-1);
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording pause = Autograd.pause()) {
            TextModel model = TextModel.open(bundle.resolve("safetensors"));
            Layer network = model.unscaledEncoder(List.of(TextPooling.MEAN), Precision.FLOAT32, 0);
            assertThat(directory.tensors().tensors().keySet())
                    .containsExactlyInAnyOrderElementsOf(network.getParameters().keys())
                    .contains(
                            "embeddings.word_embeddings.weight",
                            "encoder.layer.0.attention.self.query.weight",
                            "encoder.layer.1.output.LayerNorm.bias");
            network.initialize(manager);
            model.load(network, manager);
            long[] ids = {101, 2023, 2003, 102, 0, 101, 2795, 2028, 2062, 102};
            NDArray texts = manager.zeros(new Shape(2, 2, 5), DataType.INT64);
            texts.set(new NDIndex(":, 0"), manager.create(ids, new Shape(2, 5)));
            NDArray expected = network.forward(new ParameterStore(manager, false), new NDList(texts), false)
                    .singletonOrThrow();
            NDArray unit =
                    expected.div(expected.square().sum(new int[] {1}, true).sqrt());
            NDArray found = Runtimes.torchScript(bundle.resolve("torchscript/model.pt"), texts)
                    .singletonOrThrow();
            assertThat(found.allClose(unit, 1e-4, 1e-5, false)).isTrue();
            assertThat(Runtimes.onnx(bundle.resolve("onnx/model.onnx"), texts).allClose(unit, 1e-4, 1e-5, false))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"words", "frozen"})
    void halfIsWithinItsTolerance(String name) throws IOException {
        Path bundle = export(name, "--half");
        JsonNode files = json(bundle.resolve("parity.json")).get("files");
        assertThat(files.get("torchscript/model.pt").get("largest_difference").asDouble())
                .isBetween(1e-7, 2e-2);
        assertThat(json(bundle.resolve("model.json")).get("precision").asText()).isEqualTo("float16");
    }

    @Test
    void partsThatARunDoesNotHaveAreRejected() {
        String target = folder.resolve("refused").toString();
        for (List<String> more :
                List.of(List.of("--centers"), List.of("--checkpoint", "best"), List.of("--weights", "raw"))) {
            List<String> all = new ArrayList<>(List.of("export", run("words"), "--output", target));
            all.addAll(more);
            assertThat(CommandRun.of(all.toArray(String[]::new)).code()).isEqualTo(2);
        }
        assertThat(Path.of(target)).doesNotExist();
    }
}
