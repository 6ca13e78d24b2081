package io.winnow.models.text;

import io.winnow.models.layer.Activation;
import io.winnow.models.layer.Precision;
import java.util.List;
import java.util.Optional;

/**
 * The options of an encoder of the BERT family: BERT itself (Devlin et al. 2019), RoBERTa (Liu et al. 2019), XLM-R (Conneau et al. 2020) and
 * MPNet (Song et al. 2020), with HuggingFace's names in brackets.
 *
 * @param vocabulary number of token ids (vocab_size)
 * @param width length of the vector of a token (hidden_size)
 * @param layers number of transformer layers (num_hidden_layers)
 * @param heads number of attention heads (num_attention_heads); must divide {@code width}
 * @param hidden width of the feed-forward layers (intermediate_size)
 * @param positions number of position embeddings (max_position_embeddings)
 * @param segments number of segment ids (type_vocab_size); if it is 1, all tokens are in that segment, and if it is 0, there are none
 * @param activation activation function of the feed-forward layers (hidden_act)
 * @param epsilon added to the variances in layer normalisation (layer_norm_eps)
 * @param dropout dropout probability in training, after the embeddings and after each attention and feed-forward layer
 *     (hidden_dropout_prob)
 * @param attentionDropout dropout probability of attention weights in training (attention_probs_dropout_prob); if it is above 0, CPUs
 *     cannot use their fused attention kernels
 * @param places how padding and the places of tokens are told
 */
public record BertOptions(
        int vocabulary,
        int width,
        int layers,
        int heads,
        int hidden,
        int positions,
        int segments,
        Activation activation,
        double epsilon,
        double dropout,
        double attentionDropout,
        TokenPlaces places)
        implements TextOptions {
    public BertOptions {
        require(
                vocabulary > 0 && layers > 0 && hidden > 0,
                "vocabulary, layers and hidden must be at least 1; found " + vocabulary + ", " + layers + " and "
                        + hidden);
        require(segments >= 0, "segments must be 0 or larger; found " + segments);
        require(
                positions > places.first(),
                "positions must be larger than that of the first token, " + places.first() + "; found " + positions);
        require(
                heads > 0 && width > 0 && width % heads == 0,
                "heads must divide width; " + heads + " does not divide " + width);
        require(epsilon > 0, "epsilon must be above 0; found " + epsilon);
        require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1); found " + dropout);
        require(
                attentionDropout >= 0 && attentionDropout < 1,
                "attention dropout must be in [0, 1); found " + attentionDropout);
    }

    /** BERT's options, with its padding and places. */
    public BertOptions(
            int vocabulary,
            int width,
            int layers,
            int heads,
            int hidden,
            int positions,
            int segments,
            Activation activation,
            double epsilon,
            double dropout,
            double attentionDropout) {
        this(
                vocabulary,
                width,
                layers,
                heads,
                hidden,
                positions,
                segments,
                activation,
                epsilon,
                dropout,
                attentionDropout,
                TokenPlaces.BERT);
    }

    @Override
    public int maxTokens() {
        return positions - places.first();
    }

    @Override
    public int padding() {
        return places.padding();
    }

    @Override
    public BertOptions withPadding(int id) {
        return new BertOptions(
                vocabulary,
                width,
                layers,
                heads,
                hidden,
                positions,
                segments,
                activation,
                epsilon,
                dropout,
                attentionDropout,
                new TokenPlaces(id, places.first(), places.relative()));
    }

    /** Returns the same options with other dropout probabilities. */
    public BertOptions withDropout(double newDropout, double newAttentionDropout) {
        return new BertOptions(
                vocabulary,
                width,
                layers,
                heads,
                hidden,
                positions,
                segments,
                activation,
                epsilon,
                newDropout,
                newAttentionDropout,
                places);
    }

    /** Builds an encoder with these options, whose parameters are not yet initialised. */
    public BertEncoder build(TextPooling pooling, Precision precision) {
        return build(List.of(pooling), precision);
    }

    /**
     * Builds an encoder with these options, whose parameters are not yet initialised.
     *
     * @param poolings at least one; the vectors of several follow one another
     */
    public BertEncoder build(List<TextPooling> poolings, Precision precision) {
        return build(poolings, precision, Optional.empty());
    }

    /**
     * Builds an encoder as the other method does.
     *
     * @param prompt a soft prompt before each text; empty for none
     */
    BertEncoder build(List<TextPooling> poolings, Precision precision, Optional<SoftPromptOptions> prompt) {
        return new BertEncoder(this, poolings, precision, prompt);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("BERT encoder: " + message + ".");
        }
    }
}
