package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.export.Runtimes;
import io.winnow.trainer.export.TritonModelConfig;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports small runs of each recipe on images, and predicts with them. */
class ExportCommandTest extends OnSmallRuns {
    @BeforeAll
    static void train() throws IOException {
        SmallRuns.train(folder, "moco", "mlcd", "supervised", "rcal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"moco", "mlcd", "supervised", "rcal"})
    void aRunHasTheFilesThatItsMethodDeclares(String name) {
        FinishedRun run = FinishedRun.open(Path.of(run(name)));
        assertThat(run.experiment().recipe().method().artifacts())
                .isNotEmpty()
                .allSatisfy(each ->
                        assertThat(run.stage(each.stage()).resolve(each.file())).isNotEmptyFile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"moco", "mlcd", "supervised", "rcal"})
    void theExportedEncoderOfEachRecipeMatchesTheLiveOneInDjl(String name) throws IOException {
        Path bundle = Path.of(export(name, "--encoder"));
        JsonNode formats = new ObjectMapper().readTree(out).get("files");
        assertThat(formats.fieldNames())
                .toIterable()
                .containsExactly("torchscript/model.pt", "onnx/model.onnx", "safetensors/model.safetensors");
        formats.forEach(each -> {
            assertThat(each.get("largest_difference").asDouble()).isLessThan(1e-4);
            assertThat(each.get("agreement").asDouble()).isEqualTo(1);
        });
        FinishedRun run = FinishedRun.open(Path.of(run(name)));
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(run.encoder().data());
                Embedder live =
                        Embedder.load(run.encoder().network(), data.preprocessing(), run.encoderFile(), manager)) {
            NDArray expected = live.embed(data, TaskData.Part.TEST, manager);
            NDArray images = data.preprocessing()
                    .served(data.test(), new int[] {0, 1, 2, 3, 4}, 0, manager)
                    .singletonOrThrow();
            NDArray reals = images.toType(DataType.FLOAT32, true).div(255);
            for (NDArray input : new NDArray[] {images, reals, images.get(":1")}) {
                NDArray found = Runtimes.torchScript(bundle.resolve("torchscript/model.pt"), input)
                        .singletonOrThrow();
                NDArray rows = expected.get(":" + input.getShape().get(0));
                assertThat(found.allClose(rows, 1e-4, 1e-5, false)).isTrue();
            }
        }
    }

    @Test
    void djlServesTheClassifierWithItsOwnTranslator() throws IOException, ModelException, TranslateException {
        Path bundle = Path.of(export("supervised"));
        Map<String, Map<String, Double>> expected = predictions(run("supervised"));
        try (ZooModel<Image, Classifications> model = Criteria.builder()
                        .setTypes(Image.class, Classifications.class)
                        .optModelPath(bundle.resolve("torchscript"))
                        .build()
                        .loadModel();
                Predictor<Image, Classifications> predictor = model.newPredictor()) {
            for (String key : List.of(expected.keySet().toArray(new String[0])).subList(0, 4)) {
                Classifications found = predictor.predict(ImageFactory.getInstance()
                        .fromFile(folder.resolve("test").resolve(key)));
                expected.get(key)
                        .forEach((label, probability) ->
                                assertThat(found.get(label).getProbability()).isCloseTo(probability, within(1e-5)));
            }
        }
    }

    private Map<String, Map<String, Double>> predictions(String model) throws IOException {
        assertThat(winnow("predict", model, folder.resolve("test").toString(), "--batch-size", "5", "--top", "2"))
                .as(err)
                .isZero();
        assertThat(err).contains("32 images in").contains("images/s");
        Map<String, Map<String, Double>> all = new HashMap<>();
        for (String line : out.strip().split("\n", -1)) {
            JsonNode node = new ObjectMapper().readTree(line);
            Map<String, Double> labels = new HashMap<>();
            node.get("predictions")
                    .forEach(each -> labels.put(
                            each.get("label").asText(), each.get("probability").asDouble()));
            assertThat(labels).hasSize(2);
            all.put(node.get("key").asText(), labels);
        }
        assertThat(all).hasSize(32);
        return all;
    }

    @Test
    void runAndExportedFilesPredictTheSame() throws IOException {
        Path bundle = Path.of(export("rcal", "--format", "onnx,torchscript"));
        assertThat(bundle.resolve("safetensors")).doesNotExist();
        Map<String, Map<String, Double>> live = predictions(run("rcal"));
        for (String file : List.of("", "onnx/model.onnx", "torchscript/model.pt")) {
            predictions(bundle.resolve(file).toString())
                    .forEach((key, labels) -> labels.forEach((label, probability) ->
                            assertThat(probability).isCloseTo(live.get(key).get(label), within(1e-5))));
        }
    }

    @Test
    void runAndExportedFilesAreEvaluatedTheSameOnOtherImages() throws IOException {
        Path bundle = Path.of(export("supervised", "--format", "onnx,torchscript"));
        String train = folder.resolve("train").toString();
        assertThat(winnow("evaluate", run("supervised"), "--data", train, "--json"))
                .as(err)
                .isZero();
        JsonNode live = new ObjectMapper().readTree(out);
        assertThat(live.get("accuracy").asDouble()).isBetween(0.0, 1.0);
        for (String file : List.of("onnx/model.onnx", "torchscript/model.pt")) {
            assertThat(winnow("evaluate", bundle.resolve(file).toString(), "--data", train, "--json"))
                    .as(err)
                    .isZero();
            JsonNode found = new ObjectMapper().readTree(out);
            assertThat(found.fieldNames()).toIterable().containsExactlyElementsOf(live::fieldNames);
            live.fieldNames()
                    .forEachRemaining(metric -> assertThat(found.get(metric).asDouble())
                            .as(metric)
                            .isCloseTo(live.get(metric).asDouble(), within(1e-4)));
        }
        assertThat(winnow("evaluate", run("moco"), "--data", train, "--json"))
                .as(err)
                .isZero();
        assertThat(out).contains("linear_accuracy");
        assertThat(winnow("evaluate", bundle.toString())).isEqualTo(2);
        assertThat(err).contains("--data");
        Path one = Files.createDirectories(folder.resolve("one-class/disk"));
        Path square = Files.createDirectories(folder.resolve("lacks-classes/square"));
        try (var files = Files.walk(folder.resolve("test/square"))) {
            Path image = files.filter(Files::isRegularFile).findFirst().orElseThrow();
            Files.copy(image, one.resolve("a.png"));
            Files.copy(image, square.resolve("a.png"));
        }
        assertThat(winnow(
                        "evaluate",
                        bundle.toString(),
                        "--data",
                        square.getParent().toString(),
                        "--json"))
                .as(err)
                .isZero();
        JsonNode some = new ObjectMapper().readTree(out);
        assertThat(some.get("classes_without_test_examples").asInt()).isPositive();
        assertThat(winnow(
                        "evaluate",
                        run("supervised"),
                        "--data",
                        square.getParent().toString(),
                        "--json"))
                .as(err)
                .isZero();
        assertThat(err).contains("the evaluation covers only the others");
        assertThat(new ObjectMapper().readTree(out).get("accuracy")).isEqualTo(some.get("accuracy"));
        assertThat(winnow(
                        "evaluate", bundle.toString(), "--data", one.getParent().toString()))
                .isEqualTo(2);
        assertThat(err).contains("lacks: disk").contains("'disk' is perhaps the class 'disc' of the model");
    }

    @Test
    void badItemsAreReportedAndTheOthersArePredicted() throws IOException {
        String good = folder.resolve("test").toString();
        Path key;
        try (var files = Files.walk(folder.resolve("test"))) {
            key = files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
        }
        Files.writeString(folder.resolve("damaged.png"), "no image");
        Path list = Files.writeString(
                folder.resolve("list.jsonl"),
                "{\"path\": \"" + folder.relativize(key) + "\"}\n\"damaged.png\"\n\"missing.png\"\n{\"file\": 1}\n\""
                        + key + "\"\n");
        assertThat(winnow("predict", run("moco"), list.toString())).isEqualTo(1);
        List<String> lines = List.of(out.strip().split("\n", -1));
        assertThat(lines).hasSize(5);
        JsonNode first = new ObjectMapper().readTree(lines.get(0));
        assertThat(first.get("embedding")).hasSize(8);
        assertThat(new ObjectMapper().readTree(lines.get(4)).get("embedding")).isEqualTo(first.get("embedding"));
        assertThat(lines.get(1)).contains("damaged.png").contains("no known format");
        assertThat(lines.get(2)).contains("missing.png").contains("there is no file");
        assertThat(lines.get(3)).contains("list.jsonl:4").contains("expected {");
        assertThat(err).contains("2 images").contains("3 could not be read");
        assertThat(winnow("predict", good, good)).isEqualTo(2);
    }

    @Test
    void theBundleDescribesItself() throws IOException {
        Path bundle = Path.of(export("supervised", "--half"));
        JsonNode model =
                new ObjectMapper().readTree(bundle.resolve("model.json").toFile());
        assertThat(model.get("kind").asText()).isEqualTo("CLASSIFIER");
        assertThat(model.get("precision").asText()).isEqualTo("float16");
        JsonNode target = model.get("target");
        assertThat(target.get("kind").asText()).isEqualTo("class");
        assertThat(target.get("counts").size()).isEqualTo(target.get("names").size());
        assertThat(Files.readAllLines(bundle.resolve("torchscript/synset.txt")))
                .hasSize(target.get("names").size());
        JsonNode result = new ObjectMapper()
                .readTree(Path.of(run("supervised"), "result.json").toFile());
        assertThat(Files.readString(bundle.resolve("MODEL_CARD.md")))
                .contains(String.format(
                        java.util.Locale.ROOT,
                        "%.6g",
                        result.get("metrics").get("accuracy").asDouble()))
                .contains("seed 1")
                .contains("kind: supervised");
        assertThat(Files.readString(bundle.resolve("README.md")))
                .contains("torch.jit.load")
                .contains("onnxruntime.InferenceSession")
                .contains("djl-serving")
                .contains("load_file");
        assertThat(bundle.resolve("safetensors/config.json")).exists();
    }

    /** The bundle is a model of Triton: its configuration in protobuf's text format, and version 1 with the one copy of the file. */
    @Test
    void tritonReadsTheBundle() throws IOException {
        Path bundle = Path.of(export("supervised", "--format", "torchscript,onnx"));
        TritonModelConfig config = TritonModelConfig.read(bundle.resolve("config.pbtxt"));
        assertThat(config.get("backend")).isEqualTo("onnxruntime");
        assertThat(config.get("max_batch_size")).isEqualTo(64);
        assertThat(config.has("dynamic_batching")).isTrue();
        assertThat(config.tensors("input"))
                .containsExactly(new TritonModelConfig.Tensor("images", "TYPE_UINT8", List.of(3L, 16L, 16L), null));
        List<String> names = Files.readAllLines(bundle.resolve("torchscript/synset.txt"));
        assertThat(config.tensors("output"))
                .containsExactly(new TritonModelConfig.Tensor(
                        "probabilities", "TYPE_FP32", List.of((long) names.size()), "labels.txt"));
        assertThat(Files.readAllLines(bundle.resolve("labels.txt"))).isEqualTo(names);
        Path file = bundle.resolve("1/model.onnx");
        assertThat(Files.isSameFile(file, bundle.resolve("onnx/model.onnx"))).isTrue();
        assertThat(predictions(file.toString()))
                .isEqualTo(predictions(bundle.resolve("onnx/model.onnx").toString()));

        Path encoder = Path.of(export("moco", "--format", "onnx"));
        assertThat(TritonModelConfig.read(encoder.resolve("config.pbtxt")).tensors("output"))
                .containsExactly(new TritonModelConfig.Tensor("embedding", "TYPE_FP32", List.of(8L), null));
        assertThat(Path.of(export("moco", "--format", "torchscript")).resolve("config.pbtxt"))
                .doesNotExist();
    }

    @Test
    void aSecondFileHasInt8Weights() throws IOException {
        Path bundle = Path.of(export("supervised", "--int8", "--format", "onnx"));
        JsonNode int8 = new ObjectMapper()
                .readTree(bundle.resolve("parity.json").toFile())
                .get("int8");
        assertThat(int8.get("operators").asInt()).isGreaterThan(5);
        assertThat(int8.get("bytes").asLong())
                .isEqualTo(Files.size(bundle.resolve("onnx-int8/model.onnx")))
                .isPositive();
        assertThat(int8.get("float_bytes").asLong()).isEqualTo(Files.size(bundle.resolve("onnx/model.onnx")));
        assertThat(int8.at("/single/int8_millis").asDouble()).isPositive();
        assertThat(Files.readString(bundle.resolve("MODEL_CARD.md")))
                .contains("with int8 weights", "of processor time");
        Map<String, Map<String, Double>> live = predictions(run("supervised"));
        double[] largest = {0};
        predictions(bundle.resolve("onnx-int8/model.onnx").toString())
                .forEach((key, labels) -> labels.forEach((label, probability) -> largest[0] = Math.max(
                        largest[0], Math.abs(probability - live.get(key).getOrDefault(label, probability)))));
        assertThat(largest[0]).isBetween(1e-7, 0.1);
        String target = folder.resolve("refused").toString();
        for (String[] wrong : new String[][] {{"--half"}, {"--format", "torchscript"}}) {
            List<String> arguments =
                    new ArrayList<>(List.of("export", run("supervised"), "--output", target, "--int8"));
            arguments.addAll(List.of(wrong));
            assertThat(winnow(arguments.toArray(new String[0]))).isEqualTo(2);
            assertThat(err).contains("--int8", "--half");
        }
        assertThat(Path.of(target)).doesNotExist();
    }

    @Test
    void existingFilesAreReplacedOnlyOnRequest() throws IOException {
        String target = export("moco", "--format", "safetensors");
        assertThat(winnow("export", run("moco"), "--output", target)).isEqualTo(2);
        assertThat(err).contains("--force");
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("mine.txt"), "mine");
        assertThat(winnow("export", run("moco"), "--output", other.toString(), "--force"))
                .isEqualTo(2);
        assertThat(other.resolve("mine.txt")).exists();
        String absent = folder.resolve("absent").toString();
        assertThat(winnow("export", run("moco"), "--output", absent, "--checkpoint", "77"))
                .isEqualTo(2);
        assertThat(err).contains("'77'");
        assertThat(Path.of(absent)).doesNotExist();
    }
}
