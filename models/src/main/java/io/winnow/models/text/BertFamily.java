package io.winnow.models.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.layer.Activation;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.Family;
import io.winnow.models.pretrained.MisfitException;
import io.winnow.models.pretrained.Published;
import io.winnow.models.pretrained.WeightLayout;
import java.util.List;
import java.util.Optional;

/**
 * The encoders of the BERT family as HuggingFace's libraries store them (specification "Pretrained encoders", section 8). The names of the
 * arrays may begin with the name of the family, such as {@code bert.}, and the parameters of norms may be called gamma and beta, as in
 * checkpoints that were converted from TensorFlow.
 */
public final class BertFamily implements Family<TextOptions> {
    public static final BertFamily BERT =
            new BertFamily("BERT", "bert", List.of("bert"), "BertModel", "attention.self.query", 1e-12);

    /** RoBERTa, and XLM-R and CamemBERT, whose networks are the same. */
    public static final BertFamily ROBERTA = new BertFamily(
            "RoBERTa",
            "roberta",
            List.of("roberta", "xlm-roberta", "camembert"),
            "RobertaModel",
            "attention.self.query",
            1e-5);

    public static final BertFamily MPNET =
            new BertFamily("MPNet", "mpnet", List.of("mpnet"), "MPNetModel", "attention.attn.q", 1e-5);

    private static final String WORDS = "embeddings.word_embeddings.weight";
    private static final String POSITIONS = "embeddings.position_embeddings.weight";
    private static final String SEGMENTS = "embeddings.token_type_embeddings.weight";
    private static final String RELATIVE = "encoder.relative_attention_bias.weight";
    private static final String LAYERS = "encoder.layer.#.output.dense.weight";
    private static final String HIDDEN = "encoder.layer.0.intermediate.dense.weight";

    private final String name;
    private final String prefix;
    private final List<String> modelTypes;
    private final String modelClass;
    private final String query;
    private final double epsilon;

    private BertFamily(
            String name, String prefix, List<String> modelTypes, String modelClass, String query, double epsilon) {
        this.name = name;
        this.prefix = prefix + ".";
        this.modelTypes = modelTypes;
        this.modelClass = modelClass;
        this.query = query;
        this.epsilon = epsilon;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Published<TextOptions> recognise(CheckpointFacts facts) throws MisfitException {
        String own = facts.has(prefix + WORDS) ? prefix : "";
        facts.require(own + WORDS);
        facts.require(own + "encoder.layer.0." + query + ".weight");
        if (this == MPNET) {
            facts.require(own + RELATIVE);
        } else {
            facts.require(own + SEGMENTS);
        }
        JsonNode config = facts.config();
        requireModelType(facts, own);
        TextConfig.requireOwnCode(config);
        BertOptions options = options(facts, own);
        String gamma = facts.has(own + "embeddings.LayerNorm.gamma") ? "gamma" : "weight";
        WeightLayout layout = layout(own, gamma);
        TextConfig.requireNoOthers(facts, layout, options, List.of(own + "embeddings.", own + "encoder."), name);
        return new Published<>(name, options, layout, Optional.empty());
    }

    /** Arrays of BERT and RoBERTa have the same names. Without a configuration, the number of segments tells them apart. */
    private void requireModelType(CheckpointFacts facts, String own) throws MisfitException {
        String type = facts.config().path("model_type").asText("");
        if (!type.isEmpty()) {
            if (!modelTypes.contains(type)) {
                throw MisfitException.otherFamily("the configuration says model_type: " + type);
            }
        } else if (this != MPNET && own.isEmpty()) {
            long segments = facts.require(SEGMENTS).get(0);
            if ((segments == 1) != (this == ROBERTA)) {
                throw MisfitException.otherFamily("it has " + segments + " segments");
            }
        }
    }

    private BertOptions options(CheckpointFacts facts, String own) throws MisfitException {
        JsonNode config = facts.config();
        TextConfig.only(config, "position_embedding_type", "absolute");
        TextConfig.only(config, "is_decoder", "false");
        if (this == MPNET) {
            TextConfig.only(config, "relative_attention_num_buckets", String.valueOf(RelativePositions.BUCKETS));
        }
        long vocabulary = TextConfig.size(facts, "vocab_size", own + WORDS, 0);
        long width = TextConfig.size(facts, "hidden_size", own + WORDS, 1);
        long positions = TextConfig.size(facts, "max_position_embeddings", own + POSITIONS, 0);
        long hidden = TextConfig.size(facts, "intermediate_size", own + HIDDEN, 0);
        long segments = this == MPNET ? 0 : TextConfig.size(facts, "type_vocab_size", own + SEGMENTS, 0);
        int layers = facts.count(own + LAYERS);
        CheckpointFacts.agree(config, "num_hidden_layers", layers, own + LAYERS);
        return new BertOptions(
                (int) vocabulary,
                (int) width,
                layers,
                TextConfig.heads(facts, config, "num_attention_heads", (int) width),
                (int) hidden,
                (int) positions,
                (int) segments,
                TextConfig.activation(config, "hidden_act", Activation.GELU),
                config.path("layer_norm_eps").asDouble(config.isMissingNode() ? epsilon : 1e-12),
                config.path("hidden_dropout_prob").asDouble(0.1),
                config.path("attention_probs_dropout_prob").asDouble(0.1),
                places(config));
    }

    private TokenPlaces places(JsonNode config) {
        if (this == BERT) {
            return new TokenPlaces(config.path("pad_token_id").asInt(0), 0, false);
        }
        int padding = config.path("pad_token_id").asInt(1);
        return this == MPNET ? TokenPlaces.mpnet(padding) : TokenPlaces.roberta(padding);
    }

    /** Returns HuggingFace's names without the name of the family in front. */
    public WeightLayout layout() {
        return layout("", "weight");
    }

    private WeightLayout layout(String own, String gamma) {
        String beta = gamma.equals("gamma") ? "beta" : "bias";
        WeightLayout.Builder layout = WeightLayout.of("HuggingFace");
        if (this == MPNET) {
            layout.rename("*.attention.self.query.*", own + "*.attention.attn.q.*")
                    .rename("*.attention.self.key.*", own + "*.attention.attn.k.*")
                    .rename("*.attention.self.value.*", own + "*.attention.attn.v.*")
                    .rename("*.attention.output.dense.*", own + "*.attention.attn.o.*")
                    .rename("*.attention.output.LayerNorm.weight", own + "*.attention.LayerNorm." + gamma)
                    .rename("*.attention.output.LayerNorm.bias", own + "*.attention.LayerNorm." + beta);
        }
        return layout.rename("*.LayerNorm.weight", own + "*.LayerNorm." + gamma)
                .rename("*.LayerNorm.bias", own + "*.LayerNorm." + beta)
                .rename("*", own + "*")
                .unused(own + "pooler.*", own + "embeddings.position_ids")
                .unused("cls.*", "lm_head.*", "classifier.*", "qa_outputs.*")
                .build();
    }

    @Override
    public Optional<ObjectNode> config(TextOptions architecture, WeightLayout layout) {
        BertOptions options = (BertOptions) architecture;
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.putArray("architectures").add(modelClass);
        config.put("model_type", modelTypes.get(0))
                .put("vocab_size", options.vocabulary())
                .put("hidden_size", options.width())
                .put("num_hidden_layers", options.layers())
                .put("num_attention_heads", options.heads())
                .put("intermediate_size", options.hidden())
                .put("max_position_embeddings", options.positions())
                .put("hidden_act", options.activation().configName())
                .put("layer_norm_eps", options.epsilon())
                .put("hidden_dropout_prob", options.dropout())
                .put("attention_probs_dropout_prob", options.attentionDropout());
        if (this == MPNET) {
            config.put("relative_attention_num_buckets", RelativePositions.BUCKETS);
        } else {
            config.put("type_vocab_size", options.segments()).put("position_embedding_type", "absolute");
        }
        // RoBERTa and MPNet count places from the one behind the id of padding.
        int padding = this == BERT ? options.padding() : options.places().first() - 1;
        return Optional.of(config.put("pad_token_id", padding).put("initializer_range", BertEncoder.INITIAL_STD));
    }
}
