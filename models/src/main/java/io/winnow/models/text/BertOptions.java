package io.winnow.models.text;

import io.winnow.models.layer.Precision;

/**
 * The shape of a BERT encoder (Devlin et al. 2019), in brackets HuggingFace's names.
 *
 * @param vocabulary number of token ids (vocab_size)
 * @param width length of a token's vector (hidden_size)
 * @param layers number of transformer layers (num_hidden_layers)
 * @param heads attention heads (num_attention_heads); divides {@code width}
 * @param hidden width of the hidden layers (intermediate_size)
 * @param positions tokens that a text has at most (max_position_embeddings)
 * @param segments number of segment ids (type_vocab_size)
 * @param activation of the hidden layers (hidden_act)
 * @param epsilon of the layer normalisations (layer_norm_eps)
 * @param dropout probability in training after embeddings, attention and hidden layers (hidden_dropout_prob)
 * @param attentionDropout probability in training that an attention weight is dropped (attention_probs_dropout_prob); above 0 the fused
 *     kernels of CPUs cannot be used
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
        double attentionDropout) {
    public BertOptions {
        require(
                vocabulary > 0 && layers > 0 && hidden > 0 && positions > 0 && segments > 0,
                "vocabulary, layers, hidden, positions and segments are at least 1");
        require(
                heads > 0 && width > 0 && width % heads == 0,
                "heads divides width; " + heads + " does not divide " + width);
        require(epsilon > 0, "epsilon is above 0, not " + epsilon);
        require(dropout >= 0 && dropout < 1, "dropout is in [0, 1), not " + dropout);
        require(
                attentionDropout >= 0 && attentionDropout < 1,
                "attention dropout is in [0, 1), not " + attentionDropout);
    }

    /** The same shape, trained with other probabilities of dropping. */
    public BertOptions withDropout(double hiddenDropout, double weightDropout) {
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
                hiddenDropout,
                weightDropout);
    }

    /** An encoder of this shape, not yet initialised. */
    public BertEncoder build(TextPooling pooling, Precision precision) {
        return new BertEncoder(this, pooling, precision);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("In a BERT encoder " + message + ".");
        }
    }
}
