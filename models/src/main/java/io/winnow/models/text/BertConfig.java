package io.winnow.models.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.layer.Activation;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes the options of a BERT encoder as HuggingFace's config.json. */
public final class BertConfig {
    private BertConfig() {}

    /**
     * Reads the options from a config.json.
     *
     * @param source name of the file in error messages
     * @param config the content of the file
     * @throws IllegalArgumentException if keys are missing or have unsupported values; the message lists all of them
     */
    public static BertOptions read(String source, JsonNode config) {
        List<String> problems = new ArrayList<>();
        only(problems, config, "model_type", "bert");
        only(problems, config, "position_embedding_type", "absolute");
        only(problems, config, "pad_token_id", "0");
        String hiddenAct = config.path("hidden_act").asText("gelu");
        if (Activation.named(hiddenAct).isEmpty()) {
            problems.add("hidden_act is " + hiddenAct
                    + ", but must be gelu, gelu_pytorch_tanh, gelu_new, gelu_fast, quick_gelu or relu");
        }
        int vocabulary = size(problems, config, "vocab_size");
        int width = size(problems, config, "hidden_size");
        int layers = size(problems, config, "num_hidden_layers");
        int heads = size(problems, config, "num_attention_heads");
        int hidden = size(problems, config, "intermediate_size");
        int positions = size(problems, config, "max_position_embeddings");
        int segments = size(problems, config, "type_vocab_size");
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(source + " does not describe a BERT encoder that can be loaded: "
                    + String.join("; ", problems) + ". Choose a model that fits, or correct the file.");
        }
        return new BertOptions(
                vocabulary,
                width,
                layers,
                heads,
                hidden,
                positions,
                segments,
                Activation.named(hiddenAct).orElseThrow(),
                config.path("layer_norm_eps").asDouble(1e-12),
                config.path("hidden_dropout_prob").asDouble(0.1),
                config.path("attention_probs_dropout_prob").asDouble(0.1));
    }

    /** Returns the content of a config.json with these options, which HuggingFace's libraries can read. */
    public static ObjectNode write(BertOptions options) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.putArray("architectures").add("BertModel");
        return config.put("model_type", "bert")
                .put("vocab_size", options.vocabulary())
                .put("hidden_size", options.width())
                .put("num_hidden_layers", options.layers())
                .put("num_attention_heads", options.heads())
                .put("intermediate_size", options.hidden())
                .put("max_position_embeddings", options.positions())
                .put("type_vocab_size", options.segments())
                .put("hidden_act", options.activation().configName())
                .put("layer_norm_eps", options.epsilon())
                .put("hidden_dropout_prob", options.dropout())
                .put("attention_probs_dropout_prob", options.attentionDropout())
                .put("position_embedding_type", "absolute")
                .put("pad_token_id", 0)
                .put("initializer_range", BertEncoder.INITIAL_STD);
    }

    private static void only(List<String> problems, JsonNode config, String key, String allowed) {
        String value = config.path(key).asText(allowed);
        if (!value.equals(allowed)) {
            problems.add(key + " is " + value + ", but must be " + allowed);
        }
    }

    private static int size(List<String> problems, JsonNode config, String key) {
        JsonNode value = config.path(key);
        if (!value.isInt() || value.intValue() < 1) {
            problems.add(key
                    + (value.isMissingNode()
                            ? " is missing"
                            : " is " + value + ", but must be a whole number above 0"));
        }
        return value.asInt();
    }
}
