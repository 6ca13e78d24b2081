package io.winnow.models.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Dropout;
import io.winnow.models.layer.Embedding;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.LayerNormalization;
import io.winnow.models.layer.Precision;
import io.winnow.models.pretrained.PretrainedWeights;
import java.util.ArrayList;
import java.util.List;

/**
 * BERT (Devlin et al. 2019). The sum of the word, position and segment embeddings is normalised and passed through post-norm transformer
 * layers, which give one vector per token; pooling turns these into one vector per text.
 *
 * <p>Maps texts (B, 2, L), int32 or int64, to (B, width). {@code [b, 0]} are the token ids and {@code [b, 1]} the segment ids of text b.
 * Id 0 is padding, to which no token attends. L is the number of tokens of the longest text in the batch.
 *
 * <p>Parameters have the names of HuggingFace's BertModel. Its pooler is left out, because sentence encoders do not use it.
 */
public final class BertEncoder extends Layer {
    /** Standard deviation of the truncated normal distribution from which all matrices are initialized. */
    static final double INITIAL_STD = 0.02;

    static final Initialization WEIGHTS = Initialization.truncatedNormal(INITIAL_STD);

    private final BertOptions options;
    private final TextPooling pooling;
    private final Precision precision;
    private final Embedding words;
    private final Embedding positions;
    private final Embedding segments;
    private final LayerNormalization norm;
    private final Dropout dropout;
    private final List<BertLayer> layers = new ArrayList<>();

    BertEncoder(BertOptions options, TextPooling pooling, Precision precision) {
        this.options = options;
        this.pooling = pooling;
        this.precision = precision;
        int width = options.width();
        words = add("embeddings.word_embeddings", new Embedding(options.vocabulary(), width, WEIGHTS));
        positions = add("embeddings.position_embeddings", new Embedding(options.positions(), width, WEIGHTS));
        segments = add("embeddings.token_type_embeddings", new Embedding(options.segments(), width, WEIGHTS));
        norm = add("embeddings.LayerNorm", new LayerNormalization(width, options.epsilon()));
        dropout = add("embeddings.dropout", new Dropout(options.dropout()));
        for (int i = 0; i < options.layers(); i++) {
            layers.add(add("encoder.layer." + i, new BertLayer(options)));
        }
    }

    public BertOptions options() {
        return options;
    }

    /**
     * Overwrites the parameters with pretrained weights, matched by HuggingFace's names. Call {@link #initialize} first.
     *
     * @throws IllegalArgumentException if an array is missing or has another shape; the encoder is then unchanged
     */
    public void load(PretrainedWeights weights) {
        weights.renamed(BertEncoder::currentName).loadInto(this);
    }

    /**
     * Checkpoints of models with a task head prefix the names with {@code bert.}, and checkpoints converted from TensorFlow name the
     * parameters of a norm gamma and beta.
     */
    private static String currentName(String stored) {
        return stored.replaceFirst("^bert\\.", "")
                .replaceFirst("LayerNorm\\.gamma$", "LayerNorm.weight")
                .replaceFirst("LayerNorm\\.beta$", "LayerNorm.bias");
    }

    /** The vectors of the tokens before pooling: (B, 2, L) to (B, L, width), float32. The vectors at padding have no meaning. */
    public NDArray tokens(ParameterStore parameters, NDArray texts, boolean training) {
        return tokens(parameters, texts, BertScript.seen(texts), training);
    }

    private NDArray tokens(ParameterStore parameters, NDArray texts, NDArray seen, boolean training) {
        long length = texts.getShape().get(2);
        if (length > options.positions()) {
            throw new IllegalArgumentException("A text has " + length + " tokens, but this encoder accepts at most "
                    + options.positions() + ". Truncate texts before encoding them.");
        }
        NDArray word = apply(words, parameters, BertScript.ids(texts), training);
        NDArray segment = apply(segments, parameters, BertScript.segments(texts), training);
        NDArray position = apply(positions, parameters, BertScript.positions(texts), training);
        NDArray x = precision.of(word.add(segment).add(position));
        x = apply(dropout, parameters, apply(norm, parameters, x, training), training);
        for (BertLayer layer : layers) {
            x = layer.forward(parameters, x, seen, layer.trains(training));
        }
        return Precision.full(x);
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray texts, boolean training) {
        NDArray seen = BertScript.seen(texts);
        return pooling.of(tokens(parameters, texts, seen, training), seen);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), options.width())};
    }
}
