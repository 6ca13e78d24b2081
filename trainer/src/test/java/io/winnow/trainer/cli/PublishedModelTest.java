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
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Published checkpoints in commands. The files are from the reference folder pretrained: a small Vision Transformer with the names of
 * HuggingFace, and a small ResNet for CIFAR.
 */
class PublishedModelTest extends OnCommandLine {
    private static final ObjectMapper JSON = new ObjectMapper();

    @BeforeAll
    static void write() throws IOException {
        TestData.write(folder);
        for (String file :
                List.of("config.json", "model.safetensors", "preprocessor_config.json", "vectors.safetensors")) {
            copy("vit-hf/" + file);
        }
        copy("cifar-resnet8-tiny/checkpoint.th");
    }

    private static Path copy(String name) throws IOException {
        return copy(name, folder);
    }

    /** Writes a file of the reference folder below another folder. */
    static Path copy(String name, Path target) throws IOException {
        Path file = target.resolve(name);
        Files.createDirectories(file.getParent());
        try (InputStream in = PublishedModelTest.class.getResourceAsStream("/io/winnow/trainer/published/" + name)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    private static JsonNode inspect(String model) throws IOException {
        assertThat(winnow("model", "inspect", folder.resolve(model).toString(), "--json"))
                .as(err)
                .isZero();
        return JSON.readTree(out);
    }

    @Test
    void inspectSaysWhatAFolderIs() throws IOException {
        JsonNode images = inspect("vit-hf").path("image");
        assertThat(images.path("family").asText()).isEqualTo("Vision Transformer");
        assertThat(images.path("library").asText()).isEqualTo("HuggingFace");
        assertThat(images.path("dimension").asInt()).isEqualTo(24);
        assertThat(images.path("input").asText()).isEqualTo("32x32 pixels");
        assertThat(images.path("head").toString())
                .isEqualTo(
                        "{\"predicts\":\"exactly one class\",\"outputs\":5,\"names\":[\"c0\",\"c1\",\"c2\",\"c3\",\"c4\"]}");
        assertThat(winnow("model", "inspect", folder.resolve("vit-hf").toString(), "--tensors"))
                .isZero();
        assertThat(out).contains("Vision Transformer", "names: c0, c1, c2, c3, c4", "vit.embeddings.cls_token");
    }

    @Test
    void inspectSaysWhatAFileIs() throws IOException {
        JsonNode images = inspect("cifar-resnet8-tiny/checkpoint.th").path("image");
        assertThat(images.path("family").asText()).isEqualTo("ResNet");
        assertThat(images.path("input").asText()).isEqualTo("32x32 pixels");
        assertThat(images.path("head").toString())
                .isEqualTo("{\"predicts\":\"exactly one class\",\"outputs\":5,\"names\":[]}");
        assertThat(images.path("mean").get(0).floatValue()).isEqualTo(0.485f);
    }

    @Test
    void inspectSaysWhyAFileIsOfNoFamily() throws IOException {
        Path file = folder.resolve("other.safetensors");
        try (NDManager manager = NDManager.newBaseManager()) {
            SafeTensors.write(file, Map.of("a.weight", manager.create(new float[] {1, 2})), Map.of());
        }
        assertThat(winnow("model", "inspect", file.toString())).isEqualTo(2);
        assertThat(err)
                .contains("As an encoder of images: " + file + " is not of a known family")
                .contains("ResNet (it has no array")
                .contains("As an encoder of texts:")
                .contains("a.weight");
        assertThat(winnow(
                        "model",
                        "inspect",
                        folder.resolve("nothing.safetensors").toString()))
                .isEqualTo(2);
        assertThat(err).contains("There is no file or folder");
    }

    /** What a download leaves of a file that is not there, and of weights without Git LFS. */
    @Test
    void filesThatAreSomethingElseAreNamed() throws IOException {
        Path model = folder.resolve("broken");
        copy("vit-hf/model.safetensors", folder.resolve("whole"));
        Files.createDirectories(model);
        Files.move(folder.resolve("whole/vit-hf/model.safetensors"), model.resolve("model.safetensors"));
        Path config = Files.writeString(model.resolve("config.json"), "Entry not found");
        assertThat(winnow("model", "inspect", model.toString())).isEqualTo(2);
        assertThat(err)
                .contains(config + " is not JSON (", "Fetch the file again")
                .doesNotContain("Winnow writes");
        Path weights = Files.writeString(
                model.resolve("model.safetensors"), "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
        assertThat(winnow("model", "inspect", model.toString())).isEqualTo(2);
        assertThat(err).contains(weights + ": it is a pointer of Git LFS");
    }

    @Test
    void predictsWithAPublishedClassifier() throws IOException {
        Path image = images(folder.resolve("test")).get(0);
        assertThat(winnow("predict", folder.resolve("vit-hf").toString(), image.toString(), "--top", "1"))
                .as(err)
                .isZero();
        assertThat(JSON.readTree(out).path("predictions").get(0).path("label").asText())
                .startsWith("c");
        Path vectors = folder.resolve("vectors.npy");
        assertThat(winnow(
                        "embed", folder.resolve("vit-hf").toString(), image.toString(), "--output", vectors.toString()))
                .as(err)
                .isZero();
        assertThat(out).contains("1 vector of length 24");
    }

    /** The classes of a checkpoint without names are those of the data, in their order, if there are as many. */
    @Test
    void evaluatesClassesWithoutNames() throws IOException {
        Path data = folder.resolve("five");
        Path image = images(folder.resolve("test")).get(0);
        for (int c = 0; c < 5; c++) {
            Files.createDirectories(data.resolve("class " + c));
            Files.copy(image, data.resolve("class " + c).resolve("a.png"));
        }
        String model = folder.resolve("cifar-resnet8-tiny/checkpoint.th").toString();
        assertThat(winnow("evaluate", model, "--data", data.toString(), "--json"))
                .as(err)
                .isZero();
        assertThat(JSON.readTree(out).path("accuracy").asDouble()).isEqualTo(0.2);
        assertThat(err)
                .contains("The classes of the model have no names. They are taken to be those of " + data)
                .contains("1 of 5 right");
        AtomicFiles.delete(data.resolve("class 4"));
        assertThat(winnow("evaluate", model, "--data", data.toString())).isEqualTo(2);
        assertThat(err).contains("that the model lacks");
    }

    /** Folders that are called by numbers, or as HuggingFace's library calls classes, are in the order of their letters. */
    @Test
    void numbersOfClassesAreNames() throws IOException {
        Path data = folder.resolve("numbers");
        Path image = images(folder.resolve("test")).get(0);
        Path model = Files.createDirectories(folder.resolve("twelve"));
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> arrays =
                    new HashMap<>(SafeTensors.read(folder.resolve("vit-hf/model.safetensors"), manager));
            float[] bias = new float[12];
            bias[10] = 5;
            arrays.put("classifier.weight", manager.zeros(new Shape(12, 24)));
            arrays.put("classifier.bias", manager.create(bias));
            SafeTensors.write(model.resolve("model.safetensors"), arrays, Map.of());
        }
        ObjectNode config =
                (ObjectNode) JSON.readTree(folder.resolve("vit-hf/config.json").toFile());
        for (String prefix : List.of("", "LABEL_")) {
            AtomicFiles.delete(data);
            for (int c = 0; c < 12; c++) {
                Files.createDirectories(data.resolve(prefix + c));
            }
            Files.copy(image, data.resolve(prefix + 10).resolve("a.png"));
            config.remove("id2label");
            if (!prefix.isEmpty()) {
                for (int c = 0; c < 12; c++) {
                    config.withObjectProperty("id2label").put(Integer.toString(c), prefix + c);
                }
            }
            JSON.writeValue(model.resolve("config.json").toFile(), config);
            assertThat(winnow("evaluate", model.toString(), "--data", data.toString(), "--json"))
                    .as(err)
                    .isZero();
            assertThat(JSON.readTree(out).path("accuracy").asDouble()).isEqualTo(1);
            assertThat(err).doesNotContain("in their order");
        }
    }

    @Test
    void aTrainingStartsFromPublishedWeightsAndNeedsThemNoMore() throws IOException {
        Path published = folder.resolve("vit-copy");
        Files.createDirectories(published);
        for (String file : List.of("config.json", "model.safetensors", "preprocessor_config.json")) {
            Files.copy(folder.resolve("vit-hf").resolve(file), published.resolve(file));
        }
        Path config = Files.writeString(
                folder.resolve("tune.yaml"), """
                device: cpu
                recipe:
                  kind: supervised
                  data: {train: %s, test: %s}
                  classify:
                    encoder: {pretrained: %s}
                    training: {duration: {steps: 2}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 1e-12}}
                """.formatted(folder.resolve("train"), folder.resolve("test"), published));
        assertThat(winnow(
                        "train",
                        config.toString(),
                        "--run-dir",
                        folder.resolve("runs").toString(),
                        "--name",
                        "tuned"))
                .as(err)
                .isZero();
        AtomicFiles.delete(published);
        Path image = images(folder.resolve("test")).get(0);
        float[] before = embed("vit-hf", image);
        // The learning rate is next to nothing, so the encoder is still the published one.
        assertThat(embed("runs/tuned", image)).containsExactly(before, offset(1e-5f));

        String bundle = folder.resolve("exported").toString();
        assertThat(winnow("export", run("tuned"), "--output", bundle)).as(err).isZero();
        Path back = Path.of(bundle, "published");
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> original = SafeTensors.read(folder.resolve("vit-hf/model.safetensors"), manager);
            Map<String, NDArray> written = SafeTensors.read(back.resolve("model.safetensors"), manager);
            assertThat(written.keySet()).containsExactlyInAnyOrderElementsOf(original.keySet());
            original.forEach((name, array) -> {
                if (!name.startsWith("classifier")) {
                    assertThat(written.get(name).toFloatArray())
                            .as(name)
                            .containsExactly(array.toFloatArray(), offset(1e-6f));
                }
            });
        }
        JsonNode configuration = JSON.readTree(back.resolve("config.json").toFile());
        assertThat(configuration.path("model_type").asText()).isEqualTo("vit");
        assertThat(configuration.path("id2label").size()).isEqualTo(classes(folder.resolve("train")));
        assertThat(embedding(back, image)).containsExactly(before, offset(1e-5f));
    }

    /** What the library reads in the folder gives the pixels of the training, also if its size and normalisation were changed. */
    @Test
    void anExportDescribesThePreprocessingOfTheRun() throws IOException {
        Path config = Files.writeString(folder.resolve("larger.yaml"), """
                device: cpu
                recipe:
                  kind: supervised
                  data: {train: %s, test: %s, image_size: 42, photographs: {reduced_decoding: true}}
                  classify:
                    encoder: {pretrained: %s, mean: [0.4, 0.5, 0.6], filter: bicubic}
                    training: {duration: {steps: 1}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.01}}
                """.formatted(
                        folder.resolve("train"), folder.resolve("test"), folder.resolve("vit-hf")));
        assertThat(winnow(
                        "train",
                        config.toString(),
                        "--run-dir",
                        folder.resolve("runs").toString(),
                        "--name",
                        "larger"))
                .as(err)
                .isZero();
        assertThat(err)
                .contains("data.image_size is 42, of which the last 2 pixels of each row and column are not used");
        JsonNode kept = JSON.readTree(Path.of(run("larger"), "data.json").toFile())
                .path("inputs")
                .path("preprocessing");
        assertThat(kept.path("reduced_decoding").asBoolean()).isTrue();
        String bundle = folder.resolve("exported-larger").toString();
        assertThat(winnow("export", run("larger"), "--output", bundle)).as(err).isZero();
        JsonNode images = inspect("exported-larger/published").path("image");
        assertThat(images.path("input").asText()).isEqualTo("42x42 pixels");
        assertThat(images.path("mean").get(0).floatValue()).isEqualTo(0.4f);
        assertThat(images.path("resizing").asText()).contains("bicubic");
    }

    /** open_clip builds both encoders together; its configuration is given back for the images of the run. */
    @Test
    void anExportForOpenClipHasItsConfiguration() throws IOException {
        Path published = copy("clip-openclip/open_clip_config.json").getParent();
        copy("clip-openclip/open_clip_model.safetensors");
        Path config = Files.writeString(folder.resolve("open-clip.yaml"), """
                device: cpu
                recipe:
                  kind: supervised
                  data: {train: %s, test: %s, image_size: 40}
                  classify:
                    encoder: {pretrained: %s, mean: [0.4, 0.5, 0.6], filter: bilinear}
                    training: {duration: {steps: 1}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 1e-12}}
                """.formatted(
                        folder.resolve("train"), folder.resolve("test"), published));
        assertThat(train(config, folder.resolve("runs"), "open-clip")).as(err).isZero();
        String bundle = folder.resolve("exported-clip").toString();
        assertThat(winnow("export", run("open-clip"), "--encoder", "--output", bundle))
                .as(err)
                .isZero();
        JsonNode images = inspect("exported-clip/published").path("image");
        assertThat(images.path("library").asText()).isEqualTo("open_clip");
        assertThat(images.path("input").asText()).isEqualTo("40x40 pixels");
        assertThat(images.path("mean").get(0).floatValue()).isEqualTo(0.4f);
        assertThat(images.path("resizing").asText()).contains("bilinear");
        JsonNode written = JSON.readTree(
                Path.of(bundle, "published", "open_clip_config.json").toFile());
        assertThat(written.path("model_cfg")
                        .path("vision_cfg")
                        .path("image_size")
                        .asInt())
                .isEqualTo(40);
        assertThat(written.path("model_cfg").path("text_cfg").path("layers").asInt())
                .isEqualTo(2);
        Path image = images(folder.resolve("test")).get(0);
        assertThat(embedding(Path.of(bundle, "published"), image))
                .containsExactly(embedding(Path.of(run("open-clip")), image), offset(1e-5f));
    }

    /** An export without a run: the files compute what the published weights do, and classes without names stay without. */
    @Test
    void exportsWithoutARun() throws IOException {
        Path image = images(folder.resolve("test")).get(0);
        String named = folder.resolve("served-vit").toString();
        assertThat(winnow("export", folder.resolve("vit-hf").toString(), "--encoder", "--output", named))
                .as(err)
                .isZero();
        assertThat(out).contains("compared on 64 random images");
        float[] expected = embed("vit-hf", image);
        for (String file : List.of("torchscript/model.pt", "onnx/model.onnx")) {
            assertThat(embedding(Path.of(named, file), image)).containsExactly(expected, offset(1e-5f));
        }
        assertThat(Files.readString(Path.of(named, "MODEL_CARD.md"))).contains("Vision Transformer", "random images");
        assertThat(JSON.readTree(Path.of(named, "safetensors", "config.json").toFile())
                        .path("encoder")
                        .path("pretrained")
                        .asText())
                .isEqualTo("vit-hf");
        String numbered = folder.resolve("served-resnet").toString();
        assertThat(winnow(
                        "export",
                        folder.resolve("cifar-resnet8-tiny/checkpoint.th").toString(),
                        "--format",
                        "onnx",
                        "--output",
                        numbered))
                .as(err)
                .isZero();
        Path data = folder.resolve("numbered");
        for (int c = 0; c < 5; c++) {
            Files.createDirectories(data.resolve("class " + c));
            Files.copy(image, data.resolve("class " + c).resolve("a.png"));
        }
        assertThat(winnow("evaluate", numbered, "--data", data.toString(), "--json"))
                .as(err)
                .isZero();
        assertThat(JSON.readTree(out).path("accuracy").asDouble()).isEqualTo(0.2);
        assertThat(winnow("export", folder.resolve("vit-hf").toString(), "--centers", "--output", numbered + "c"))
                .isEqualTo(2);
        assertThat(err).contains("which has no class centers");
    }

    private static int classes(Path data) throws IOException {
        try (Stream<Path> folders = Files.list(data)) {
            return (int) folders.count();
        }
    }

    private static float[] embed(String model, Path image) throws IOException {
        return embedding(folder.resolve(model), image);
    }

    private static float[] embedding(Path model, Path image) throws IOException {
        Path file = folder.resolve("vectors.safetensors");
        assertThat(winnow("embed", model.toString(), image.toString(), "--output", file.toString(), "--force"))
                .as(err)
                .isZero();
        try (NDManager manager = NDManager.newBaseManager()) {
            return SafeTensors.read(file, manager).values().iterator().next().toFloatArray();
        }
    }
}
