package io.winnow.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.layer.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders of sentence-transformers against the reference. */
class SentenceModulesTest {
    @TempDir
    Path folder;

    private PublishedText published() throws IOException {
        return new PublishedText("sentence-transformers", folder);
    }

    @Test
    void allModulesHaveTheOutputOfTheReference() throws IOException {
        try (PublishedText published = published()) {
            TextModel model = published.open();
            assertThat(model.poolings()).containsExactly(TextPooling.MEAN);
            assertThat(model.steps())
                    .containsExactly(
                            new SentenceStep.Projection(24, 12, true, SentenceStep.Squash.TANH),
                            new SentenceStep.UnitLength());
            assertThat(model.maxTokens()).isEqualTo(16);
            assertThat(model.cleaning()).isEqualTo(new TextCleaning(false, true, false));
            assertThat(model.prompts().texts())
                    .containsEntry("query", "query: ")
                    .containsEntry("passage", "passage: ");
            assertThat(model.prompts().usual()).isEmpty();
            assertThat(model.dimension(model.poolings())).isEqualTo(12);
            SentenceEncoder encoder = model.unitLengthEncoder(model.poolings(), Precision.FLOAT32, 0);
            published.loaded(model, encoder);
            published.assertSame(published.run(encoder, published.texts(0)), "sentence_embedding");
            assertThat(encoder.getOutputShapes(new Shape[] {new Shape(3, 2, 8)})[0])
                    .isEqualTo(new Shape(3, 12));
        }
    }

    @Test
    void withoutDenseTheMeanIsScaled() throws IOException {
        try (PublishedText published = published()) {
            Files.writeString(
                    published.folder().resolve("modules.json"),
                    Files.readString(published.folder().resolve("modules.json"))
                            .replaceFirst("(?s)\\{\\s*\"idx\": 2.*?},", ""));
            TextModel model = published.open();
            SentenceEncoder encoder = model.unitLengthEncoder(model.poolings(), Precision.FLOAT32, 0);
            published.loaded(model, encoder);
            published.assertSame(published.run(encoder, published.texts(0)), "mean_normalized");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FIRST_TOKEN,cls,cls_token,cls",
        "MAX,max,max_tokens,max",
        "MEAN,mean,mean_tokens,mean",
        "MEAN_SQRT_LENGTH,mean_sqrt_len_tokens,mean_sqrt_len_tokens,mean_sqrt_len_tokens",
        "WEIGHTED_MEAN,weightedmean,weightedmean_tokens,weightedmean",
        "LAST_TOKEN,lasttoken,lasttoken,lasttoken"
    })
    void eachPoolingHasTheOutputOfTheReference(TextPooling pooling, String newer, String field, String output)
            throws IOException {
        try (PublishedText published = published()) {
            Path config = published.folder().resolve("1_Pooling/config.json");
            for (String content : List.of(
                    "{\"pooling_mode\": \"" + newer + "\"}",
                    "{\"word_embedding_dimension\": 768, \"pooling_mode_" + field + "\": true}")) {
                Files.writeString(config, content);
                TextModel model = published.open();
                assertThat(model.poolings()).containsExactly(pooling);
                NDArray found = published.run(published.encoder(model, model.poolings()), published.texts(0));
                published.assertSame(found, "pooled_" + output);
            }
        }
    }

    @Test
    void severalPoolingsFollowOneAnother() throws IOException {
        try (PublishedText published = published()) {
            Files.writeString(
                    published.folder().resolve("1_Pooling/config.json"),
                    "{\"pooling_mode_lasttoken\": true, \"pooling_mode_mean_tokens\": true, \"pooling_mode_cls_token\":"
                            + " true, \"pooling_mode_max_tokens\": true}");
            TextModel model = published.open();
            NDArray found = published.run(published.encoder(model, model.poolings()), published.texts(0));
            NDArray expected = published
                    .output("pooled_cls")
                    .concat(published.output("pooled_max"), 1)
                    .concat(published.output("pooled_mean"), 1)
                    .concat(published.output("pooled_lasttoken"), 1);
            PublishedText.assertSame(found, expected);
        }
    }

    @Test
    void aModelInAFolderOfItsOwnIsFound() throws IOException {
        try (PublishedText published = published()) {
            Path inner = Files.createDirectory(published.folder().resolve("0_Transformer"));
            for (String name : List.of("config.json", "model.safetensors", "tokenizer.json")) {
                Files.move(published.folder().resolve(name), inner.resolve(name));
            }
            Files.move(
                    published.folder().resolve("sentence_bert_config.json"),
                    inner.resolve("sentence_bert_config.json"));
            Path modules = published.folder().resolve("modules.json");
            Files.writeString(
                    modules,
                    Files.readString(modules)
                            .replaceFirst("\"path\": \"\"", "\"path\": \"0_Transformer\"")
                            .replace(".models.Pooling", ".sentence_transformer.modules.pooling.Pooling"));
            TextModel model = published.open();
            SentenceEncoder encoder = model.unitLengthEncoder(model.poolings(), Precision.FLOAT32, 0);
            published.loaded(model, encoder);
            published.assertSame(published.run(encoder, published.texts(0)), "sentence_embedding");
            assertThat(model.maxTokens()).isEqualTo(16);
            assertThat(model.files())
                    .contains(
                            inner.resolve("tokenizer.json"), published.folder().resolve("2_Dense/model.safetensors"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "modules.json|sentence_transformers.models.Normalize|custom_st.Normalize|is the program 'custom_st.Normalize'",
                "modules.json|models.Normalize|models.LayerNorm|module 3 is a LayerNorm, but must be a Dense or Normalize",
                "modules.json|models.Transformer|models.CLIPModel|module 0 is a CLIPModel, but must be a Transformer",
                "modules.json|2_Dense|../2_Dense|which is outside of the folder",
                "2_Dense/config.json|\"in_features\": 24|\"in_features\": 25|says in_features: 25, but the weights have 24",
                "2_Dense/config.json|activation.Tanh|activation.ReLU|activation_function torch.nn.modules.activation.ReLU",
                "1_Pooling/config.json|\"pooling_mode_mean_tokens\": true|\"x\": 1|has no pooling mode that is true"
            })
    void refusesForeignModules(String file, String from, String to, String message) throws IOException {
        try (PublishedText published = published()) {
            Path changed = published.folder().resolve(file);
            String before = Files.readString(changed);
            assertThat(before).contains(from);
            Files.writeString(changed, before.replace(from, to));
            assertThatThrownBy(published::open).isInstanceOf(IOException.class).hasMessageContaining(message);
        }
    }

    @Test
    void textsAreCleanedAndPromptsHaveNames() {
        assertThat(new TextCleaning(false, true, true).of(" \u00c4 B\n")).isEqualTo("\u00e4 b");
        assertThat(TextCleaning.NONE.of(" A ")).isEqualTo(" A ");
        Prompts prompts = new Prompts(Map.of("query", "query: "), Optional.of("query"));
        assertThat(prompts.usualText()).isEqualTo("query: ");
        assertThat(Prompts.NONE.usualText()).isEmpty();
        assertThat(TextPooling.valueOf("mean".toUpperCase(Locale.ROOT))).isEqualTo(TextPooling.MEAN);
    }
}
