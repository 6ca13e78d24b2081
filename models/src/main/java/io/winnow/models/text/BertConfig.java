package io.winnow.models.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A BERT encoder's shape as HuggingFace's config.json. */
public final class BertConfig {
    private BertConfig() {}

    /**
     * Reads a shape.
     *
     * @param source what errors call it
     * @throws IllegalArgumentException naming everything that is missing or means another model
     */
    public static BertOptions read(String source, JsonNode config) {
        List<String> problems = new ArrayList<>();
        only(problems, config, "model_type", "bert");
        only(problems, config, "position_embedding_type", "absolute");
        only(problems, config, "pad_token_id", "0");
        String hiddenAct = config.path("hidden_act").asText("gelu");
        if (Activation.named(hiddenAct).isEmpty()) {
            problems.add("hidden_act is " + hiddenAct
                    + ", only gelu, gelu_pytorch_tanh, gelu_new, gelu_fast and relu are known");
        }
        int vocabulary = size(problems, config, "vocab_size");
        int width = size(problems, config, "hidden_size");
        int layers = size(problems, config, "num_hidden_layers");
        int heads = size(problems, config, "num_attention_heads");
        int hidden = size(problems, config, "intermediate_size");
        int positions = size(problems, config, "max_position_embeddings");
        int segments = size(problems, config, "type_vocab_size");
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    source + " describes no BERT encoder that can be loaded: " + String.join("; ", problems) + ".");
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

    /** The config.json of a shape, as HuggingFace's libraries read it. */
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
                .put("initializer_range", BertEncoder.DEVIATION);
    }

    private static void only(List<String> problems, JsonNode config, String key, String allowed) {
        String value = config.path(key).asText(allowed);
        if (!value.equals(allowed)) {
            problems.add(key + " is " + value + ", only " + allowed + " is known");
        }
    }

    private static int size(List<String> problems, JsonNode config, String key) {
        JsonNode value = config.path(key);
        if (!value.isInt() || value.intValue() < 1) {
            problems.add(key + (value.isMissingNode() ? " is missing" : " is a whole number above 0, not " + value));
        }
        return value.asInt();
    }
}
