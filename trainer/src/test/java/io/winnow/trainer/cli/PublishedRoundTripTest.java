package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an export gives back of a published model is that model: read again, it makes the same vectors, to the bit. */
class PublishedRoundTripTest extends OnCommandLine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKENIZER = "{\"version\": \"1.0\", \"added_tokens\": []}";

    @BeforeAll
    static void write() throws IOException {
        TestData.write(folder);
        model("vit-hf", "config.json", "model.safetensors", "preprocessor_config.json");
        Path huggingFace = model("clip-hf", "config.json", "model.safetensors", "preprocessor_config.json");
        Path openClip = model("clip-openclip", "open_clip_config.json", "open_clip_model.safetensors");
        for (Path both : List.of(huggingFace, openClip)) {
            Files.writeString(both.resolve("tokenizer.json"), TOKENIZER);
            Files.writeString(both.resolve("vocab.txt"), "a\nb\n");
        }
    }

    private static Path model(String name, String... files) throws IOException {
        for (String file : files) {
            PublishedModelTest.copy(name + "/" + file, folder);
        }
        return folder.resolve(name);
    }

    /** Writes the configuration of a classifier of images whose encoder is a published model. */
    private static Path supervised(String name, Path model) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".yaml"), """
                device: cpu
                recipe:
                  kind: supervised
                  data: {train: %s, test: %s, image_size: 40}
                  classify:
                    encoder: {pretrained: %s}
                    training: {duration: {steps: 1}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.1}}
                """.formatted(folder.resolve("train"), folder.resolve("test"), model));
    }

    private static Path exported(String model, String bundle) {
        Path target = folder.resolve(bundle);
        assertThat(winnow("export", model, "--encoder", "--format", "safetensors", "--output", target.toString()))
                .as(err)
                .isZero();
        return target.resolve("published");
    }

    private static float[] embedded(String model) throws IOException {
        Path file = folder.resolve("vectors.npy");
        assertThat(winnow("embed", model, folder.resolve("test").toString(), "--output", file.toString(), "--force"))
                .as(err)
                .isZero();
        try (NDManager manager = NDManager.newBaseManager()) {
            return VectorFiles.read(file, manager).toFloatArray();
        }
    }

    private static Path weights(Path model) throws IOException {
        try (Stream<Path> files = Files.list(model)) {
            return files.filter(file -> file.toString().endsWith("model.safetensors"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aPublishedModelIsWrittenAsItWas() throws IOException {
        for (String name : List.of("vit-hf", "clip-hf", "clip-openclip")) {
            Path model = folder.resolve(name);
            Path back = exported(model.toString(), "back-" + name);
            assertThat(weights(back).getFileName()).isEqualTo(weights(model).getFileName());
            try (NDManager manager = NDManager.newBaseManager()) {
                Map<String, NDArray> before = SafeTensors.read(weights(model), manager);
                Map<String, NDArray> after = SafeTensors.read(weights(back), manager);
                assertThat(after.keySet()).containsExactlyInAnyOrderElementsOf(before.keySet());
                before.forEach((array, values) ->
                        assertThat(after.get(array)).as(array).isEqualTo(values));
            }
            assertThat(embedded(back.toString())).as(name).containsExactly(embedded(model.toString()));
            boolean texts = name.startsWith("clip");
            assertThat(Files.exists(back.resolve("tokenizer.json"))).isEqualTo(texts);
            assertThat(Files.exists(back.resolve("vocab.txt"))).isEqualTo(texts);
        }
    }

    /** A training changes the encoder of images, also its size. That of texts is written beside it as it was. */
    @Test
    void aTrainedEncoderOfImagesIsWrittenWithThatOfTexts() throws IOException {
        for (String name : List.of("clip-hf", "clip-openclip")) {
            Path model = folder.resolve(name);
            assertThat(train(supervised(name, model), folder.resolve("runs"), name))
                    .as(err)
                    .isZero();
            Path back = exported(run(name), "trained-" + name);
            assertThat(embedded(back.toString())).containsExactly(embedded(run(name)));
            try (NDManager manager = NDManager.newBaseManager()) {
                Map<String, NDArray> before = SafeTensors.read(weights(model), manager);
                Map<String, NDArray> after = SafeTensors.read(weights(back), manager);
                before.keySet().removeIf(array -> array.endsWith("position_ids"));
                assertThat(after.keySet()).containsExactlyInAnyOrderElementsOf(before.keySet());
                before.forEach((array, values) -> {
                    if (!array.startsWith("vis")) {
                        assertThat(after.get(array)).as(array).isEqualTo(values);
                    }
                });
            }
            JsonNode written =
                    JSON.readTree(back.resolve(name.equals("clip-hf") ? "config.json" : "open_clip_config.json")
                            .toFile());
            JsonNode both = name.equals("clip-hf") ? written : written.path("model_cfg");
            JsonNode vision = both.path(name.equals("clip-hf") ? "vision_config" : "vision_cfg");
            assertThat(vision.path("image_size").asInt()).isEqualTo(40);
            assertThat(both.path("image_size").isMissingNode()).isTrue();
            assertThat(back.resolve("tokenizer.json")).hasContent(TOKENIZER);
        }
        // Without the published files, only the encoder of images can be given back, with a configuration of its own.
        Files.move(folder.resolve("clip-hf"), folder.resolve("moved"));
        Path alone = exported(run("clip-hf"), "alone");
        Files.move(folder.resolve("moved"), folder.resolve("clip-hf"));
        JsonNode written = JSON.readTree(alone.resolve("config.json").toFile());
        assertThat(written.path("model_type").asText()).isEqualTo("clip_vision_model");
        assertThat(written.path("image_size").asInt()).isEqualTo(40);
        assertThat(written.has("vision_config")).isFalse();
        assertThat(embedded(alone.toString())).containsExactly(embedded(run("clip-hf")));
    }

    /** An encoder of texts that Winnow does not know cannot be written beside the trained one of images, which is said. */
    @Test
    void anUnknownEncoderOfTextsIsLeftOutWithAWarning() throws IOException {
        Path model = Files.createDirectories(folder.resolve("unknown-texts"));
        Files.copy(weights(folder.resolve("clip-openclip")), model.resolve("open_clip_model.safetensors"));
        ObjectNode config = (ObjectNode) JSON.readTree(
                folder.resolve("clip-openclip/open_clip_config.json").toFile());
        ((ObjectNode) config.at("/model_cfg/text_cfg")).put("hf_model_name", "xlm-roberta-base");
        JSON.writeValue(model.resolve("open_clip_config.json").toFile(), config);
        assertThat(train(supervised("unknown-texts", model), folder.resolve("runs"), "unknown-texts"))
                .as(err)
                .isZero();
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        Path back;
        try {
            back = exported(run("unknown-texts"), "left-out");
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("The encoder of texts of " + model)
                .contains("hf_model_name: \"xlm-roberta-base\"");
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThat(SafeTensors.read(weights(back), manager).keySet()).allMatch(name -> name.startsWith("visual."));
        }
    }

    @Test
    void whatIsMissingIsSaidOfTheFamilyThatTheWeightsAreOf() throws IOException {
        Path model = model("clip-hf", "config.json", "model.safetensors").resolveSibling("no-heads");
        Files.createDirectories(model);
        Files.copy(folder.resolve("vit-hf/model.safetensors"), model.resolve("model.safetensors"));
        assertThat(winnow("model", "inspect", model.toString())).isEqualTo(2);
        assertThat(err).contains("was recognised as Vision Transformer").doesNotContain("BERT");
    }
}
