package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** MLCD that starts from the vectors of a published encoder, whose images have another size than those of the encoder that is trained. */
class PublishedEmbeddingTest extends OnCommandLine {
    private static final String EMBED = "recipe.embed={kind: pretrained, pretrained: %s}";

    private static Path published;

    @BeforeAll
    static void write() throws IOException {
        tinyConfig();
        for (String file : new String[] {"config.json", "model.safetensors", "preprocessor_config.json"}) {
            published = PublishedModelTest.copy("vit-hf/" + file, folder).getParent();
        }
    }

    private static float[] vectors(Path file) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            return VectorFiles.read(file, manager).toFloatArray();
        }
    }

    private static float[] embedded(String part) throws IOException {
        Path file = folder.resolve(part + ".npy");
        assertThat(winnow(
                        "embed",
                        published.toString(),
                        folder.resolve(part).toString(),
                        "--output",
                        file.toString(),
                        "--force"))
                .as(err)
                .isZero();
        return vectors(file);
    }

    @Test
    void vectorsAreThoseOfTheEncoderAsItWasPublished() throws IOException {
        assertThat(train("other", EMBED.formatted(published), "recipe.discriminate.start=random"))
                .as(err)
                .isZero();
        Path stage = Path.of(run("other"), "stages", "1-embed");
        assertThat(vectors(stage.resolve("train.npy"))).containsExactly(embedded("train"), offset(1e-5f));
        assertThat(vectors(stage.resolve("test.npy"))).containsExactly(embedded("test"), offset(1e-5f));
        assertThat(new ObjectMapper()
                        .readTree(stage.resolve("published.json").toFile())
                        .path("sha256")
                        .asText())
                .hasSize(64);
        assertThat(result("other").path("baselines").toString()).contains("embedding");
    }

    /** With a learning rate of next to nothing, the trained encoder is the published one. */
    @Test
    void anEncoderThatIsPublishedItselfStartsFromItsWeights() throws IOException {
        assertThat(train(
                        "same",
                        EMBED.formatted(published),
                        "recipe.discriminate.encoder={kind: pretrained, pretrained: %s}".formatted(published),
                        "recipe.discriminate.training.optimizer.learning_rate=1e-12",
                        "recipe.data.image_size=null"))
                .as(err)
                .isZero();
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> trained =
                    SafeTensors.read(Path.of(run("same"), "stages", "4-discriminate", "encoder.safetensors"), manager);
            Map<String, NDArray> before = SafeTensors.read(published.resolve("model.safetensors"), manager);
            assertThat(trained.get("norm.weight").toFloatArray())
                    .containsExactly(before.get("vit.layernorm.weight").toFloatArray(), offset(1e-6f));
        }
    }

    @Test
    void mistakesAreExplained() throws IOException {
        assertThat(train("warm", EMBED.formatted(published))).isEqualTo(2);
        assertThat(err)
                .contains("recipe.discriminate.start")
                .contains("must be random, found warm: embed.kind pretrained")
                .contains("set discriminate.encoder to a pretrained one");
        assertThat(train("misspelt", EMBED.formatted(published + "x"), "recipe.discriminate.start=random"))
                .isEqualTo(2);
        assertThat(err).contains("There is no file or folder " + published + "x");
        assertThat(train(
                        "white",
                        EMBED.formatted(published),
                        "recipe.discriminate.start=random",
                        "recipe.transform={kind: pca_whiten, dimension: 25}"))
                .isEqualTo(2);
        assertThat(err).contains("recipe.transform.dimension", "which is 24; found 25");
        assertThat(Files.exists(Path.of(run("misspelt")))).isFalse();
    }
}
