package io.winnow.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.Precision;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.HuggingFaceDirectory;
import io.winnow.models.pretrained.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** BERT, RoBERTa and MPNet against the reference (specification "Pretrained encoders"). */
class BertFamilyTest {
    private static final List<TextPooling> FIRST = List.of(TextPooling.FIRST_TOKEN);
    private static final List<String> UNUSED = List.of(".*pooler.*", ".*position_ids");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"bert,BERT,0", "roberta,RoBERTa,1", "mpnet,MPNet,1"})
    void hasTheOutputsOfTheReference(String name, String family, int padding) throws IOException {
        try (PublishedText published = new PublishedText(name, folder)) {
            TextModel model = published.open();
            assertThat(model.family()).isEqualTo(family);
            assertThat(model.options().padding()).isEqualTo(padding);
            BertEncoder encoder = (BertEncoder) published.encoder(model, FIRST);
            NDArray tokens = encoder.tokens(published.parameters(), published.texts(padding), false);
            published.assertSame(published.withoutPadding(tokens), "last_hidden_state");
            published.assertWritesTheFile(model, encoder, "model.safetensors", UNUSED);
        }
    }

    /** The pooler, which encoders leave out, is a projection with tanh of the first token. */
    @ParameterizedTest
    @CsvSource({"bert,0,bert.", "mpnet,1,''"})
    void theFirstTokenIsThatOfThePooler(String name, int padding, String prefix) throws IOException {
        try (PublishedText published = new PublishedText(name, folder)) {
            TextModel model = published.open();
            NDArray first = published.run(published.encoder(model, FIRST), published.texts(padding));
            Map<String, NDArray> stored =
                    SafeTensors.read(published.folder().resolve("model.safetensors"), published.manager());
            NDArray pooled = first.matMul(
                            stored.get(prefix + "pooler.dense.weight").transpose())
                    .add(stored.get(prefix + "pooler.dense.bias"))
                    .tanh();
            published.assertSame(pooled, "pooler_output");
        }
    }

    @Test
    void distancesHaveTheBucketsOfTheReference() throws IOException {
        try (PublishedText published = new PublishedText("mpnet", folder)) {
            long[] distances = published.input("bucket_distance").toLongArray();
            long[] expected = published.output("bucket").toLongArray();
            NDArray texts = published.manager().zeros(new Shape(1, 2, 201), DataType.INT64);
            NDArray buckets = BertScript.buckets(texts, RelativePositions.ENDS, RelativePositions.BUCKETS / 2);
            for (int i = 0; i < distances.length; i++) {
                long query = Math.max(0, -distances[i]);
                assertThat(buckets.getLong(query, query + distances[i]))
                        .as("bucket of %d", distances[i])
                        .isEqualTo(expected[i]);
            }
        }
    }

    /** Names of parameters of TensorFlow, names without that of the family, and a checkpoint of PyTorch. */
    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "mpnet"})
    void findsOtherSpellings(String name) throws IOException {
        try (PublishedText published = new PublishedText(name, folder)) {
            NDArray expected = published.run(
                    published.encoder(published.open(), FIRST),
                    published.texts(published.open().options().padding()));
            Path weights = published.folder().resolve("model.safetensors");
            Map<String, NDArray> old = new LinkedHashMap<>();
            SafeTensors.read(weights, published.manager())
                    .forEach((stored, array) -> old.put(
                            "module."
                                    + (name.equals("mpnet")
                                                    ? "mpnet." + stored
                                                    : stored.replaceFirst("^(ro)?bert(a)?\\.", ""))
                                            .replace("LayerNorm.weight", "LayerNorm.gamma")
                                            .replace("LayerNorm.bias", "LayerNorm.beta"),
                            array));
            SafeTensors.write(weights, old, Map.of());
            TextModel model = published.open();
            NDArray found = published.run(
                    published.encoder(model, FIRST),
                    published.texts(model.options().padding()));
            assertThat(found.toFloatArray()).containsExactly(expected.toFloatArray());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bert|hidden_size: 25|the configuration says hidden_size: 25, but the shape of"
                        + " bert.embeddings.word_embeddings.weight says 24",
                "bert|num_hidden_layers: 3|num_hidden_layers: 3, but the shape of bert.encoder.layer.#.output.dense.weight says 2",
                "bert|intermediate_size: 49|intermediate_size: 49",
                "bert|num_attention_heads: 5|the number of attention heads, 5, does not divide the width of a token, 24",
                "bert|position_embedding_type: relative_key|its position_embedding_type is relative_key, but only absolute",
                "bert|is_decoder: true|its is_decoder is true",
                "bert|hidden_act: silu|its hidden_act is silu, but must be one of gelu",
                "bert|auto_map: {AutoModel: modeling.New}|its network is a program of its own",
                "bert|model_type: electra|Tried: BERT (the configuration says model_type: electra)",
                "roberta|max_position_embeddings: 20|max_position_embeddings: 20, but the shape of"
                        + " roberta.embeddings.position_embeddings.weight says 18",
                "mpnet|relative_attention_num_buckets: 64|its relative_attention_num_buckets is 64, but only 32"
            })
    void refusesContradictionsAndVariants(String name, String change, String message) throws IOException {
        try (PublishedText published = new PublishedText(name, folder)) {
            Path file = published.folder().resolve("config.json");
            ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
            String key = change.substring(0, change.indexOf(':'));
            String value = change.substring(change.indexOf(':') + 1).strip();
            config.set(
                    key,
                    value.startsWith("{")
                            ? JSON.createObjectNode().put("AutoModel", "modeling.New")
                            : value.matches("\\d+|true")
                                    ? JSON.readTree(value)
                                    : JSON.getNodeFactory().textNode(value));
            JSON.writeValue(file.toFile(), config);
            assertThatThrownBy(published::open).hasMessageContaining(message);
        }
    }

    @Test
    void namesWhatIsMissingOrTooMuch() throws IOException {
        try (PublishedText published = new PublishedText("bert", folder)) {
            Path weights = published.folder().resolve("model.safetensors");
            Map<String, NDArray> stored = SafeTensors.read(weights, published.manager());
            NDArray removed = stored.remove("bert.encoder.layer.1.output.dense.bias");
            SafeTensors.write(weights, stored, Map.of());
            TextModel model = published.open();
            assertThatThrownBy(() -> published.encoder(model, FIRST))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("does not fit this model. Missing: encoder.layer.1.output.dense.bias (24).");
            stored.put("bert.encoder.layer.1.output.dense.bias", removed);
            stored.put("bert.encoder.layer.1.attention.self.distance_embedding.weight", removed);
            SafeTensors.write(weights, stored, Map.of());
            assertThatThrownBy(published::open)
                    .hasMessageContaining(
                            "its array bert.encoder.layer.1.attention.self.distance_embedding.weight (24) has no place in the"
                                    + " network of the family BERT");
            for (String file : List.of("config.json", "model.safetensors", "tokenizer.json")) {
                Files.delete(published.folder().resolve(file));
            }
            assertThatThrownBy(published::open)
                    .hasMessageContaining(
                            "Missing files: config.json, model.safetensors (or pytorch_model.bin), tokenizer.json");
        }
    }

    /** RoBERTa's tokenizers pad with 1, and those of multilingual E5 too, whose network says 0. */
    @Test
    void paddingIsThatOfTheTokenizer() throws IOException {
        try (PublishedText published = new PublishedText("bert", folder)) {
            Files.writeString(
                    published.folder().resolve("tokenizer.json"),
                    "{\"version\": \"1.0\", \"added_tokens\": [{\"id\": 0, \"content\": \"<s>\"},"
                            + " {\"id\": 1, \"content\": \"<pad>\"}], \"model\": {}}");
            Files.writeString(
                    published.folder().resolve("tokenizer_config.json"), "{\"pad_token\": {\"content\": \"<pad>\"}}");
            TextModel model = published.open();
            assertThat(model.options().padding()).isEqualTo(1);
            BertEncoder encoder = (BertEncoder) published.encoder(model, FIRST);
            NDArray tokens = encoder.tokens(published.parameters(), published.texts(1), false);
            published.assertSame(published.withoutPadding(tokens), "last_hidden_state");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "mpnet"})
    void writesAFolderThatIsReadAgain(String name) throws IOException {
        try (PublishedText published = new PublishedText(name, folder)) {
            TextModel model = published.open();
            var encoder = published.encoder(model, FIRST);
            Path written = folder.resolve("written");
            model.write(written, published.named(encoder), "float32");
            TextModel again = TextModel.open(written);
            assertThat(again.options()).isEqualTo(model.options());
            NDArray texts = published.texts(model.options().padding());
            assertThat(published.run(published.encoder(again, FIRST), texts).toFloatArray())
                    .containsExactly(published.run(encoder, texts).toFloatArray());
        }
    }

    /** XLM-R has RoBERTa's network; its own name must come back, because libraries choose the tokenizer by it. */
    @Test
    void theKindOfAModelComesBack() throws IOException {
        try (PublishedText published = new PublishedText("roberta", folder)) {
            Path file = published.folder().resolve("config.json");
            ObjectNode config = (ObjectNode) HuggingFaceDirectory.json(file);
            config.put("model_type", "xlm-roberta").putArray("architectures").add("XLMRobertaModel");
            Files.writeString(file, config.toString());
            TextModel model = published.open();
            Path written = folder.resolve("written");
            model.write(written, published.named(published.encoder(model, FIRST)), "float32");
            JsonNode back = HuggingFaceDirectory.json(written.resolve("config.json"));
            assertThat(back.path("model_type").asText()).isEqualTo("xlm-roberta");
            assertThat(back.path("architectures").get(0).asText()).isEqualTo("XLMRobertaModel");
        }
    }

    @Test
    void configurationsAreReadAgain() throws IOException {
        BertOptions options = new BertOptions(11, 12, 2, 3, 20, 8, 2, Activation.GELU_TANH, 1e-12, 0.2, 0.1);
        ObjectNode config =
                BertFamily.BERT.config(options, BertFamily.BERT.layout()).orElseThrow();
        try (NDManager manager = NDManager.newBaseManager()) {
            BertEncoder network = options.build(TextPooling.MEAN, Precision.FLOAT32);
            network.initialize(manager);
            Map<String, Shape> shapes = new LinkedHashMap<>();
            network.getParameters()
                    .forEach(pair -> shapes.put(pair.getKey(), pair.getValue().getShape()));
            assertThat(TextFamilies.recognise(new CheckpointFacts("x", shapes, config, CheckpointFacts.Given.NOTHING))
                            .architecture())
                    .isEqualTo(options);
        }
        assertThatThrownBy(() -> HuggingFaceDirectory.open(folder)).hasMessageContaining("Missing files: config.json");
    }
}
