package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the outputs of published heads mean: read from configurations, and written into them by exports. */
class PublishedHeadTest extends OnCommandLine {
    private static final ObjectMapper JSON = new ObjectMapper();

    @BeforeAll
    static void write() throws IOException {
        TestData.write(folder);
        for (String file : List.of("config.json", "model.safetensors", "preprocessor_config.json")) {
            PublishedModelTest.copy("vit-hf/" + file, folder);
        }
        StringBuilder lines = new StringBuilder("path,shapes,level,size\n");
        List<Path> images = images();
        for (int i = 0; i < images.size(); i++) {
            String own = images.get(i).getParent().getFileName().toString();
            lines.append(folder.relativize(images.get(i)))
                    .append(i % 2 == 0 ? ",other;" : ",")
                    .append(own)
                    .append(i % 2 == 0 ? ",low," : ",high,")
                    .append(5000 + 100 * (i % 7))
                    .append('\n');
        }
        Files.writeString(folder.resolve("images.csv"), lines);
        Files.writeString(folder.resolve("heads.yaml"), """
                device: cpu
                recipe:
                  kind: supervised
                  data:
                    kind: listed_images
                    file: images.csv
                    files: {columns: path, root: .}
                    labels:
                      shapes: {kind: multi, column: shapes, separator: ";", unlisted: negative}
                      level: {kind: ordinal, column: level, levels: [low, high]}
                      size: {kind: number, column: size}
                    use: shapes
                    split: {shares: {train: 0.8, test: 0.2}}
                  classify:
                    encoder: {pretrained: vit-hf}
                    training: {duration: {steps: 1}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.01}}
                """.replace(
                        "vit-hf", folder.resolve("vit-hf").toString())
                .replace("root: .", "root: " + folder)
                .replace("images.csv", folder.resolve("images.csv").toString()));
    }

    private static List<Path> images() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("train"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static JsonNode predicted(String model) throws IOException {
        assertThat(winnow("predict", model, images().get(0).toString(), "--top", "9"))
                .as(err)
                .isZero();
        return JSON.readTree(out);
    }

    private static Path trained(String label) {
        return trained(label, label, folder.resolve("vit-hf"));
    }

    private static Path trained(String name, String label, Path model) {
        assertThat(train(
                        folder.resolve("heads.yaml"),
                        folder.resolve("runs"),
                        name,
                        "--set",
                        "recipe.data.use=" + label,
                        "--set",
                        "recipe.classify.encoder.pretrained=" + model))
                .as(err)
                .isZero();
        Path bundle = folder.resolve("exported-" + name);
        assertThat(winnow("export", run(name), "--format", "safetensors", "--output", bundle.toString()))
                .as(err)
                .isZero();
        return bundle.resolve("published");
    }

    private static JsonNode config(Path model) throws IOException {
        return JSON.readTree(model.resolve("config.json").toFile());
    }

    private static Path published(String name, String problemType) throws IOException {
        Path model = Files.createDirectories(folder.resolve(name));
        Files.copy(folder.resolve("vit-hf/model.safetensors"), model.resolve("model.safetensors"));
        ObjectNode config = (ObjectNode) config(folder.resolve("vit-hf"));
        JSON.writeValue(model.resolve("config.json").toFile(), config.put("problem_type", problemType));
        return model;
    }

    /** Softmax and logistic functions of the same logits have the same ratios of odds. */
    @Test
    void problemTypeSaysWhatOutputsMean() throws IOException {
        JsonNode one = predicted(folder.resolve("vit-hf").toString()).path("predictions");
        JsonNode any = predicted(published("many", "multi_label_classification").toString())
                .path("predictions");
        JsonNode numbers =
                predicted(published("numbers", "regression").toString()).path("values");
        assertThat(numbers).hasSize(5);
        double constant = 0;
        for (int c = 0; c < 5; c++) {
            String label = one.get(c).path("label").asText();
            assertThat(any.get(c).path("label").asText()).isEqualTo(label);
            double logit = numbers.path(label).asDouble();
            assertThat(any.get(c).path("probability").asDouble()).isCloseTo(1 / (1 + Math.exp(-logit)), offset(1e-6));
            double difference = Math.log(one.get(c).path("probability").asDouble()) - logit;
            constant = c == 0 ? difference : constant;
            assertThat(difference).isCloseTo(constant, offset(1e-5));
        }
        Path other = published("other", "token_classification");
        assertThat(winnow("predict", other.toString(), images().get(0).toString()))
                .isEqualTo(2);
        assertThat(err)
                .contains("problem_type: \"token_classification\", which is none of single_label_classification");
    }

    @Test
    void aHeadForAnyClassesIsGivenBackAsOne() throws IOException {
        Path back = trained("shapes");
        assertThat(winnow("model", "inspect", run("shapes"))).isEqualTo(2);
        assertThat(err).contains(" is a run and not a published model. `winnow runs show ");
        assertThat(winnow("model", "inspect", back.getParent().toString())).isEqualTo(2);
        assertThat(err).contains(" is an export and not a published model.").contains("name " + back);
        assertThat(config(back).path("problem_type").asText()).isEqualTo("multi_label_classification");
        assertThat(predicted(back.toString()).path("predictions").toString())
                .isEqualTo(predicted(run("shapes")).path("predictions").toString());
    }

    /** Networks learn standardised numbers; libraries know of no scale. */
    @Test
    void aHeadForNumbersIsGivenBackInTheirUnit() throws IOException {
        Path back = trained("size");
        double number = predicted(back.toString()).path("values").path("size").asDouble();
        assertThat(number)
                .isBetween(4000.0, 7000.0)
                .isCloseTo(predicted(run("size")).path("values").path("size").asDouble(), offset(0.01));
    }

    /** No library has a head for levels. The classes of the published head would be those of a head that is not there. */
    @Test
    void aHeadForLevelsIsLeftOut() throws IOException {
        JsonNode config = config(trained("level"));
        assertThat(config.path("architectures").get(0).asText()).isEqualTo("ViTModel");
        assertThat(config.has("id2label")).isFalse();
        assertThat(config.has("label2id")).isFalse();
    }

    @Test
    void aHeadOnSomethingElseIsNamed() throws IOException {
        Path model = Files.createDirectories(folder.resolve("longer"));
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> arrays =
                    new HashMap<>(SafeTensors.read(folder.resolve("vit-hf/model.safetensors"), manager));
            arrays.put("classifier.weight", manager.zeros(new Shape(5, 48)));
            SafeTensors.write(model.resolve("model.safetensors"), arrays, Map.of());
        }
        Files.copy(folder.resolve("vit-hf/config.json"), model.resolve("config.json"));
        assertThat(winnow("model", "inspect", model.toString(), "--json")).isZero();
        assertThat(JSON.readTree(out).at("/image/not_used").toString()).isEqualTo("[\"classifier.weight\"]");
    }

    /** HuggingFace's names of DINOv2 for the network of the Vision Transformer, whose branches are multiplied by 1. */
    private static String dinov2(String name) {
        return name.replace("vit.", "dinov2.")
                .replace("layernorm_before", "norm1")
                .replace("layernorm_after", "norm2")
                .replace("intermediate.dense", "mlp.fc1")
                .replaceFirst("(layer\\.\\d+\\.)output\\.dense", "$1mlp.fc2");
    }

    private static Path dinov2(String name, float[] first, float[] second) throws IOException {
        Path model = Files.createDirectories(folder.resolve(name));
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> arrays = new HashMap<>();
            SafeTensors.read(folder.resolve("vit-hf/model.safetensors"), manager)
                    .forEach((each, array) -> arrays.put(dinov2(each), array));
            for (int layer = 0; layer < 2; layer++) {
                for (int branch = 1; branch <= 2; branch++) {
                    arrays.put(
                            "dinov2.encoder.layer." + layer + ".layer_scale" + branch + ".lambda1",
                            manager.ones(new Shape(24)));
                }
            }
            arrays.put(
                    "classifier.weight",
                    second.length == 0
                            ? manager.create(first, new Shape(1, 24))
                            : manager.create(first, new Shape(1, 24))
                                    .concat(manager.create(second, new Shape(1, 24)), 1));
            arrays.put("classifier.bias", manager.zeros(new Shape(1)));
            SafeTensors.write(model.resolve("model.safetensors"), arrays, Map.of());
        }
        Files.writeString(model.resolve("config.json"), """
                {"model_type": "dinov2", "hidden_size": 24, "num_attention_heads": 3, "image_size": 32, "patch_size": 8,
                 "id2label": {"0": "y"}}""");
        return model;
    }

    private static double number(String name, float[] first, float[] second) throws IOException {
        return predicted(dinov2(name, first, second).toString())
                .path("values")
                .path("y")
                .asDouble();
    }

    /** The head is linear: its parts add up, and that on the class token alone is a head of the usual length. */
    @Test
    void aHeadMayTakeTheMeanOfThePatchesAsWell() throws IOException {
        float[] one = new float[24];
        float[] two = new float[24];
        for (int i = 0; i < 24; i++) {
            one[i] = i % 3 - 1;
            two[i] = i % 5 - 2;
        }
        float[] none = new float[24];
        double onClass = number("class", one, none);
        double onMean = number("mean", none, two);
        assertThat(number("usual", one, new float[0])).isCloseTo(onClass, offset(1e-5));
        assertThat(number("both", one, two)).isCloseTo(onClass + onMean, offset(1e-5));
        assertThat(Math.abs(onMean)).isGreaterThan(1e-3);
        assertThat(number("class of another", two, none)).isNotCloseTo(onMean, offset(1e-3));
        Path bundle = folder.resolve("exported-both");
        assertThat(winnow(
                        "export", folder.resolve("both").toString(), "--format", "onnx", "--output", bundle.toString()))
                .as(err)
                .isZero();
        assertThat(predicted(bundle.toString()).path("values").path("y").asDouble())
                .isCloseTo(onClass + onMean, offset(1e-4));
    }

    /** A training reads the class token alone, so the part of the head for the mean is 0. */
    @Test
    void aHeadThatTakesTheMeanIsGivenBackAsOne() throws IOException {
        Path back = trained("tuned", "size", dinov2("published", new float[24], new float[24]));
        double number = predicted(back.toString()).path("values").path("size").asDouble();
        assertThat(number)
                .isBetween(4000.0, 7000.0)
                .isCloseTo(predicted(run("tuned")).path("values").path("size").asDouble(), offset(0.01));
        assertThat(winnow("model", "inspect", back.toString(), "--tensors")).isZero();
        assertThat(out).contains("classifier.weight: F32 (1, 48)");
    }

    /** As in ImageNet, where a bird and a machine are called crane. */
    @Test
    void aNameOfTwoClassesConcernsOnlyDataThatHaveIt() throws IOException {
        Path model = Files.createDirectories(folder.resolve("cranes"));
        Files.copy(folder.resolve("vit-hf/model.safetensors"), model.resolve("model.safetensors"));
        ObjectNode config = (ObjectNode) config(folder.resolve("vit-hf"));
        List<String> names = List.of("disc", "crane", "ring", "crane", "bar");
        for (int c = 0; c < 5; c++) {
            config.withObjectProperty("id2label").put(Integer.toString(c), names.get(c));
        }
        JSON.writeValue(model.resolve("config.json").toFile(), config);
        Path data = folder.resolve("birds");
        Files.copy(
                images().get(0), Files.createDirectories(data.resolve("ring")).resolve("a.png"));
        assertThat(winnow("evaluate", model.toString(), "--data", data.toString()))
                .as(err)
                .isZero();
        Files.copy(
                images().get(0), Files.createDirectories(data.resolve("crane")).resolve("a.png"));
        assertThat(winnow("evaluate", model.toString(), "--data", data.toString()))
                .isEqualTo(2);
        assertThat(err).contains("the model has several classes with the name 'crane', which images of " + data);
    }
}
