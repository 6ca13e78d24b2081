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
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.export.Runtimes;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.recipe.WeightsChoice;
import io.winnow.trainer.vision.ImageData;
import io.winnow.trainer.vision.ImageEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Export and prediction of small runs of each recipe on images. */
class ExportCommandTest {
    private static final String RESNET = "{kind: resnet, depth: 8, width: 4}";
    private static final String VIT = "{kind: vit, patch_size: 8, width: 8, depth: 1, heads: 2}";
    private static final String TRAINING =
            "{duration: {steps: 2}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.05}}";
    private static final String PRETRAIN = "{encoder: ENCODER, queue: 32, dimension: 8, training: TRAINING}";

    private static final Map<String, String> RECIPES = Map.of(
            "moco",
            "pretrain: PRETRAIN, probe: {neighbours: 3, linear: {max_iterations: 3}}",
            "mlcd",
            "embed: {kind: moco, pretrain: PRETRAIN}, cluster: {k: 6, iterations: 2}, labels: 2,"
                    + " discriminate: {encoder: ENCODER, dimension: 8, training: TRAINING},"
                    + " probe: {neighbours: 3, linear: {max_iterations: 3}}",
            "supervised",
            "classify: {encoder: ENCODER, training: AVERAGED}",
            "rcal",
            "contrast: {kind: moco, pretrain: PRETRAIN}, calibrate: {points: {per_class: 8, batch_size: 8}},"
                    + " classify: {encoder: ENCODER, training: TRAINING}, frozen: {linear: {max_iterations: 3}}");

    @TempDir
    static Path folder;

    private static String out;
    private static String err;

    @BeforeAll
    static void train() throws IOException {
        TestData.write(folder);
        for (Map.Entry<String, String> recipe : RECIPES.entrySet()) {
            String name = recipe.getKey();
            String text = recipe.getValue()
                    .replace("PRETRAIN", PRETRAIN)
                    .replace("ENCODER", name.equals("moco") ? VIT : RESNET)
                    .replace("TRAINING", TRAINING)
                    .replace("AVERAGED", TRAINING.replace("{duration", "{average_decay: 0.5, duration"));
            Path config = Files.writeString(
                    folder.resolve(name + ".yaml"),
                    "device: cpu\nrecipe: {kind: %s, data: {train: %s, test: %s, side: 16}, %s}\n"
                            .formatted(name, folder.resolve("train"), folder.resolve("test"), text));
            assertThat(winnow(
                            "train",
                            config.toString(),
                            "--run-dir",
                            folder.resolve("runs").toString()))
                    .as(name + err)
                    .isZero();
        }
    }

    private static int winnow(String... arguments) {
        CommandRun done = CommandRun.of(arguments);
        out = done.out();
        err = done.err();
        return done.code();
    }

    private static String run(String name) {
        return folder.resolve("runs").resolve(name).toString();
    }

    private static String export(String name, String... more) {
        String target = folder.resolve("exports")
                .resolve(name + String.join("", more).replace(',', '-'))
                .toString();
        String[] arguments = new String[more.length + 5];
        List<String> first = List.of("export", run(name), "--output", target, "--json");
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i < 5 ? first.get(i) : more[i - 5];
        }
        assertThat(winnow(arguments)).as(err).isZero();
        return target;
    }

    @ParameterizedTest
    @ValueSource(strings = {"moco", "mlcd", "supervised", "rcal"})
    void theEncoderOfEachRecipeGivesInDjlWhatItGivesLive(String name) throws IOException {
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
                ImageEncoder live = ImageEncoder.load(run.encoder().network(), data, run.encoderFile(), manager)) {
            NDArray expected = live.embedTest(data, manager);
            NDArray images = data.testImages(5, manager);
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
    void djlServesTheClassifierByItsOwnTranslator() throws IOException, ModelException, TranslateException {
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

    private static NDArray only(Map<String, NDArray> weights, String end) {
        return weights.entrySet().stream()
                .filter(each -> each.getKey().endsWith(end))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    /** With one layer of head: the cosines of {@code W f(x) + b} and the centers of the checkpoint, computed here. */
    @Test
    void classCentersGoWithTheEncoderOfMlcd() throws IOException {
        Path bundle = Path.of(export("mlcd", "--centers"));
        JsonNode model =
                new ObjectMapper().readTree(bundle.resolve("model.json").toFile());
        assertThat(model.get("kind").asText()).isEqualTo("CENTERS");
        assertThat(model.get("dimension").asInt()).isEqualTo(6);
        FinishedRun run = FinishedRun.open(Path.of(run("mlcd")));
        Path checkpoint = run.checkpoint(WeightsChoice.LAST).folder();
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(run.encoder().data());
                ImageEncoder encoder = ImageEncoder.load(run.encoder().network(), data, run.encoderFile(), manager)) {
            Map<String, NDArray> weights = SafeTensors.read(checkpoint.resolve("model.safetensors"), manager);
            NDArray centers = SafeTensors.read(checkpoint.resolve("objective.safetensors"), manager)
                    .get("centers");
            NDArray vectors = encoder.embedTest(data, manager)
                    .matMul(only(weights, "head.0.weight").transpose())
                    .add(only(weights, "head.0.bias"));
            NDArray cosines = vectors.matMul(centers.transpose())
                    .div(vectors.square().sum(new int[] {1}, true).sqrt())
                    .div(centers.square().sum(new int[] {1}).sqrt());
            for (String path : List.of(run("mlcd"), bundle.toString(), bundle + "/onnx/model.onnx")) {
                List<String> arguments = new ArrayList<>(
                        List.of("predict", path, folder.resolve("test").toString(), "--top", "2"));
                if (path.equals(run("mlcd"))) {
                    arguments.add("--centers");
                }
                assertThat(winnow(arguments.toArray(String[]::new))).as(err).isZero();
                String[] lines = out.strip().split("\n", -1);
                for (int i = 0; i < lines.length; i++) {
                    JsonNode nearest = new ObjectMapper().readTree(lines[i]).get("centers");
                    assertThat(nearest).hasSize(2);
                    NDArray row = cosines.get(i);
                    assertThat((float) nearest.get(0).get("cosine").asDouble())
                            .isCloseTo(row.max().getFloat(), within(1e-5f));
                    for (JsonNode each : nearest) {
                        assertThat((float) each.get("cosine").asDouble())
                                .isCloseTo(row.getFloat(each.get("center").asInt()), within(1e-5f));
                    }
                }
            }
        }
        assertThat(winnow(
                        "export",
                        run("supervised"),
                        "--output",
                        folder.resolve("no").toString(),
                        "--centers"))
                .isEqualTo(2);
        assertThat(err).contains("no class centers");
    }

    @Test
    void rawAndAveragedWeightsOfAnyStepAreExported() throws IOException {
        Path checkpoint = FinishedRun.open(Path.of(run("supervised")))
                .checkpoint(WeightsChoice.LAST)
                .folder();
        Map<String, String> expected = Map.of(
                "", "average",
                "--weights,average", "average",
                "--weights,raw", "model",
                "--checkpoint,2,--weights,raw", "model");
        try (NDManager manager = NDManager.newBaseManager()) {
            for (Map.Entry<String, String> each : expected.entrySet()) {
                List<String> more = new ArrayList<>(List.of("--format", "safetensors"));
                if (!each.getKey().isEmpty()) {
                    more.addAll(List.of(each.getKey().split(",", -1)));
                }
                Path bundle = Path.of(export("supervised", more.toArray(String[]::new)));
                Map<String, NDArray> found = SafeTensors.read(bundle.resolve("safetensors/model.safetensors"), manager);
                Map<String, NDArray> saved =
                        SafeTensors.read(checkpoint.resolve(each.getValue() + ".safetensors"), manager);
                assertThat(found.keySet()).isEqualTo(saved.keySet());
                saved.forEach((name, array) -> assertThat(found.get(name)).isEqualTo(array));
                assertThat(new ObjectMapper()
                                .readTree(bundle.resolve("model.json").toFile())
                                .get("weights")
                                .asText())
                        .isEqualTo(each.getValue().equals("model") ? "raw" : "average");
            }
            NDArray raw = only(SafeTensors.read(checkpoint.resolve("model.safetensors"), manager), "head.weight");
            NDArray average = only(SafeTensors.read(checkpoint.resolve("average.safetensors"), manager), "head.weight");
            assertThat(raw.sub(average).abs().max().getFloat()).isGreaterThan(1e-6f);
        }
        assertThat(winnow(
                        "export", run("moco"), "--output", folder.resolve("no").toString(), "--weights", "average"))
                .isEqualTo(2);
        assertThat(err).contains("average_decay");
    }

    @Test
    void anExportedEncoderIsJudgedAsItsRunIs() throws IOException {
        Path bundle = Path.of(export("mlcd", "--encoder", "--format", "onnx,torchscript"));
        String train = folder.resolve("train").toString();
        String test = folder.resolve("test").toString();
        assertThat(winnow("evaluate", run("mlcd"), "--json")).as(err).isZero();
        JsonNode live = new ObjectMapper().readTree(out);
        for (String file : List.of("onnx/model.onnx", "torchscript/model.pt")) {
            assertThat(winnow(
                            "evaluate",
                            bundle.resolve(file).toString(),
                            "--data",
                            test,
                            "--train",
                            train,
                            "--set",
                            "neighbours=3",
                            "--set",
                            "linear.max_iterations=3",
                            "--json"))
                    .as(err)
                    .isZero();
            JsonNode found = new ObjectMapper().readTree(out);
            assertThat(found.fieldNames()).toIterable().containsExactlyElementsOf(live::fieldNames);
            live.fieldNames()
                    .forEachRemaining(metric -> assertThat(found.get(metric).asDouble())
                            .as(metric)
                            .isCloseTo(live.get(metric).asDouble(), within(1e-6)));
        }
        assertThat(winnow("evaluate", bundle.toString(), "--data", test)).isEqualTo(2);
        assertThat(err).contains("--train");
    }

    @Test
    void runAndBothFilesPredictAlike() throws IOException {
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
    void runAndFilesAreJudgedAlikeOnAnyImages() throws IOException {
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
        Path one = folder.resolve("one-class/circle");
        Files.createDirectories(one);
        try (var files = Files.walk(folder.resolve("test"))) {
            Files.copy(files.filter(Files::isRegularFile).findFirst().orElseThrow(), one.resolve("a.png"));
        }
        assertThat(winnow(
                        "evaluate", bundle.toString(), "--data", one.getParent().toString()))
                .isEqualTo(2);
        assertThat(err).contains("has the classes [circle]");
    }

    @Test
    void badItemsAreReportedAndTheRestIsDone() throws IOException {
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
        assertThat(lines.get(3)).contains("list.jsonl:4").contains("needs a path");
        assertThat(err).contains("2 images").contains("3 could not be read");
        assertThat(winnow("predict", good, good)).isEqualTo(2);
    }

    @Test
    void theBundleSaysWhatItIs() throws IOException {
        Path bundle = Path.of(export("supervised", "--half"));
        JsonNode model =
                new ObjectMapper().readTree(bundle.resolve("model.json").toFile());
        assertThat(model.get("kind").asText()).isEqualTo("CLASSIFIER");
        assertThat(model.get("precision").asText()).isEqualTo("float16");
        assertThat(model.get("class_counts").size())
                .isEqualTo(model.get("classes").size());
        assertThat(Files.readAllLines(bundle.resolve("torchscript/synset.txt")))
                .hasSize(model.get("classes").size());
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

    @Test
    void nothingIsReplacedUnasked() throws IOException {
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
