package io.winnow.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.GradientCheck;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.BlockOptions;
import io.winnow.models.layer.FeedForward;
import io.winnow.models.layer.Precision;
import io.winnow.models.pretrained.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text encoders of CLIP and SigLIP against the reference (specification "Pretrained encoders", section 5). */
class ClipTextFamilyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NOT_TEXT = List.of("vision_model.*", "visual.*", "logit_.*", ".*position_ids");

    @TempDir
    Path folder;

    private static ClipTextEncoder encoder(PublishedText published, TextModel model) throws IOException {
        return (ClipTextEncoder) published.encoder(model, List.of());
    }

    private static NDArray unit(NDArray x) {
        return x.div(x.square().sum(new int[] {1}, true).sqrt());
    }

    @ParameterizedTest
    @CsvSource({
        "clip-hf,CLIP text encoder,model.safetensors",
        "clip-openclip,CLIP text encoder of open_clip,open_clip_model.safetensors",
        "siglip-hf,SigLIP text encoder,model.safetensors"
    })
    void hasTheOutputsOfTheReference(String name, String family, String file) throws IOException {
        try (PublishedText published = new PublishedText(name, folder)) {
            TextModel model = published.open();
            assertThat(model.family()).isEqualTo(family);
            ClipTextEncoder encoder = encoder(published, model);
            NDArray texts = published.texts(0);
            NDArray found = published.run(encoder, texts);
            if (name.equals("siglip-hf")) {
                published.assertSame(found, "text_pooler_output");
            } else {
                published.assertSame(found, "text_features");
                published.assertSame(encoder.ends(published.parameters(), texts, false), "text_pooler_output");
            }
            if (!name.equals("clip-openclip")) {
                published.assertSame(encoder.tokens(published.parameters(), texts, false), "text_last_hidden_state");
            }
            published.assertSame(unit(found), "text_embeds");
            published.assertWritesTheFile(model, encoder, file, NOT_TEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip-hf", "clip-openclip", "siglip-hf"})
    void logitsOfImagesAndTextsAreThoseOfTheReference(String name) throws IOException {
        try (PublishedText published = new PublishedText(name, folder)) {
            TextModel model = published.open();
            NDArray texts = published.run(encoder(published, model), published.texts(0));
            Path file = published
                    .folder()
                    .resolve(name.equals("clip-openclip") ? "open_clip_model.safetensors" : "model.safetensors");
            ImageTextSimilarity similarity = ImageTextSimilarity.of(SafeTensors.read(file, published.manager()));
            NDArray logits = similarity.logits(published.output("image_embeds").mul(3), texts);
            published.assertSame(logits, "logits_per_image");
            NDArray probabilities = similarity.probabilities(published.output("image_embeds"), texts);
            NDArray expected =
                    name.equals("siglip-hf") ? logits.neg().exp().add(1).pow(-1) : logits.softmax(1);
            PublishedText.assertSame(probabilities, expected);
        }
    }

    /** Texts padded with the end itself, with 0, or not at all have the same vectors. */
    @Test
    void paddingOfClipChangesNothing() throws IOException {
        try (PublishedText published = new PublishedText("clip-hf", folder)) {
            TextModel model = published.open();
            ClipTextEncoder encoder = encoder(published, model);
            NDArray texts = published.texts(0);
            NDArray expected = published.run(encoder, texts);
            NDArray zeros = texts.duplicate();
            int[] ends = {4, 7, 11};
            for (int i = 0; i < ends.length; i++) {
                for (int place = ends[i] + 1; place < 12; place++) {
                    zeros.set(new NDIndex(i + ", 0, " + place), 0);
                }
                NDArray alone = published.run(encoder, texts.get("{}:{}, :, :{}", i, i + 1, ends[i] + 1));
                PublishedText.assertSame(alone, expected.get(i + ":" + (i + 1)));
            }
            PublishedText.assertSame(published.run(encoder, zeros), expected);
            // A newer configuration names the end; the id 59 is also that of the padding.
            change(published.folder(), "eos_token_id", 59);
            TextModel newer = published.open();
            assertThat(((ClipTextOptions) newer.options()).end()).isEqualTo(new EndOfText.FirstOf(59));
            PublishedText.assertSame(published.run(encoder(published, newer), texts), expected);
        }
    }

    @Test
    void textsOfSiglipHaveOneLength() throws IOException {
        try (PublishedText published = new PublishedText("siglip-hf", folder)) {
            ClipTextEncoder encoder = encoder(published, published.open());
            assertThat(encoder.options().isPaddedToTheEnd()).isTrue();
            assertThatThrownBy(() -> published.run(encoder, published.texts(0).get(":, :, :9")))
                    .hasMessageContaining(
                            "A text has 9 tokens, but this encoder takes exactly 10. Pad texts with the id 1");
        }
    }

    @Test
    void aTextEncoderAloneIsReadAndWritten() throws IOException {
        for (String name : List.of("clip-hf", "siglip-hf")) {
            try (PublishedText published = new PublishedText(name, folder)) {
                TextModel model = published.open();
                ClipTextEncoder encoder = encoder(published, model);
                Path written = folder.resolve("written-" + name);
                model.write(written, published.named(encoder), "float32");
                TextModel again = TextModel.open(written);
                assertThat(again.options()).isEqualTo(model.options());
                NDArray texts = published.texts(0);
                assertThat(published.run(encoder(published, again), texts).toFloatArray())
                        .containsExactly(published.run(encoder, texts).toFloatArray());
            }
        }
    }

    /** Files of OpenAI have no configuration beside them, and newer ones of open_clip a tower and a linear layer of their own. */
    @Test
    void findsOtherSpellingsOfOpenClip() throws IOException {
        try (PublishedText published = new PublishedText("clip-openclip", folder)) {
            NDArray expected = published.run(encoder(published, published.open()), published.texts(0));
            Path weights = published.folder().resolve("open_clip_model.safetensors");
            Map<String, NDArray> newer = new LinkedHashMap<>();
            SafeTensors.read(weights, published.manager()).forEach((stored, array) -> {
                if (stored.equals("text_projection")) {
                    newer.put("text.text_projection.weight", array.transpose());
                    newer.put(
                            "text.text_projection.bias",
                            published.manager().zeros(new Shape(array.getShape().get(1))));
                } else {
                    newer.put(stored.matches("visual.*|logit.*") ? stored : "text." + stored, array);
                }
            });
            SafeTensors.write(weights, newer, Map.of());
            TextModel model = published.open();
            ClipTextOptions options = (ClipTextOptions) model.options();
            assertThat(options.projection()).contains(new ClipTextOptions.Projection(20, true));
            assertThat(options.block().feedForward()).isEqualTo(new FeedForward.Mlp(64, Activation.GELU));
            PublishedText.assertSame(published.run(encoder(published, model), published.texts(0)), expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clip-hf|hidden_size|17|the configuration says hidden_size: 17, but the shape of"
                        + " text_model.embeddings.token_embedding.weight says 16",
                "clip-hf|num_attention_heads|3|the number of attention heads, 3, does not divide",
                "siglip-hf|max_position_embeddings|64|max_position_embeddings: 64, but the shape of"
                        + " text_model.embeddings.position_embedding.weight says 10",
                "siglip-hf|intermediate_size|57|intermediate_size: 57"
            })
    void refusesContradictions(String name, String key, int value, String message) throws IOException {
        try (PublishedText published = new PublishedText(name, folder)) {
            change(published.folder(), key, value);
            assertThatThrownBy(published::open).hasMessageContaining(message);
        }
    }

    private static void change(Path folder, String key, int value) throws IOException {
        Path file = folder.resolve("config.json");
        ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
        ((ObjectNode) config.path("text_config")).put(key, value);
        JSON.writeValue(file.toFile(), config);
    }

    @Test
    void differentiates() {
        BlockOptions block = new BlockOptions(
                8, 2, new FeedForward.Mlp(12, Activation.QUICK_GELU), 1e-5, true, OptionalDouble.empty());
        ClipTextOptions options = new ClipTextOptions(
                11,
                6,
                2,
                block,
                true,
                new EndOfText.LargestId(),
                0,
                Optional.of(new ClipTextOptions.Projection(5, false)));
        try (NDManager manager = NDManager.newBaseManager()) {
            ClipTextEncoder encoder = options.build(Precision.FLOAT32);
            manager.getEngine().setRandomSeed(5);
            encoder.initialize(manager, DataType.FLOAT64, new Shape());
            encoder.getParameters()
                    .values()
                    .forEach(parameter -> parameter
                            .getArray()
                            .addi(manager.randomNormal(
                                    0, 0.3f, parameter.getArray().getShape(), DataType.FLOAT64)));
            NDArray texts = manager.create(
                    new long[] {1, 5, 9, 10, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7, 7, 3, 2, 10, 0, 0, 0, 0, 0, 0},
                    new Shape(2, 2, 6));
            NDArray weights = manager.randomNormal(new Shape(2, 5), DataType.FLOAT64);
            List<NDArray> leaves = encoder.getParameters().values().stream()
                    .map(Parameter::getArray)
                    .toList();
            GradientCheck.function(
                    leaves,
                    () -> encoder.forward(new ParameterStore(manager, false), new NDList(texts), true)
                            .singletonOrThrow()
                            .mul(weights)
                            .sum());
        }
        assertThat(Files.exists(folder)).isTrue();
    }
}
