package io.winnow.models.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Attention;
import io.winnow.models.layer.Dropout;
import io.winnow.models.layer.Embedding;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.LayerNormalization;
import io.winnow.models.layer.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * BERT (Devlin et al. 2019) and the encoders of its family, see {@link BertOptions}. The sum of the word, position and segment embeddings is
 * normalised and passed through post-norm transformer layers, which give one vector per token; pooling turns these into one vector per text.
 *
 * <p>Maps texts (B, 2, L), int32 or int64, to (B, D), where D is the width times the number of poolings. {@code [b, 0]} are the token ids of
 * text b, and {@code [b, 1]} its segment ids, which encoders with one segment or none ignore. Texts are padded at their end with the id that
 * {@link TokenPlaces} names, to which no token attends. L is the number of tokens of the longest text in the batch.
 *
 * <p>Parameters have the names of HuggingFace's BertModel. Its pooler is left out, because sentence encoders do not use it.
 */
public final class BertEncoder extends Layer {
    /** Standard deviation of the truncated normal distribution from which all matrices are initialized. */
    static final double INITIAL_STD = 0.02;

    static final Initialization WEIGHTS = Initialization.truncatedNormal(INITIAL_STD);

    private final BertOptions options;
    private final List<TextPooling> poolings;
    private final Precision precision;
    private final Embedding words;
    private final Embedding positions;
    private final Embedding segments;
    private final LayerNormalization norm;
    private final Dropout dropout;
    private final List<BertLayer> layers = new ArrayList<>();
    private final RelativePositions relative;

    BertEncoder(BertOptions options, List<TextPooling> poolings, Precision precision) {
        this.options = options;
        this.poolings = List.copyOf(poolings);
        this.precision = precision;
        int width = options.width();
        words = add("embeddings.word_embeddings", new Embedding(options.vocabulary(), width, WEIGHTS));
        positions = add("embeddings.position_embeddings", new Embedding(options.positions(), width, WEIGHTS));
        segments = options.segments() == 0
                ? null
                : add("embeddings.token_type_embeddings", new Embedding(options.segments(), width, WEIGHTS));
        norm = add("embeddings.LayerNorm", new LayerNormalization(width, options.epsilon()));
        dropout = add("embeddings.dropout", new Dropout(options.dropout()));
        relative = options.places().relative() ? add("encoder", new RelativePositions(options.heads())) : null;
        for (int i = 0; i < options.layers(); i++) {
            layers.add(add("encoder.layer." + i, new BertLayer(options)));
        }
    }

    public BertOptions options() {
        return options;
    }

    /** The vectors of the tokens before pooling: (B, 2, L) to (B, L, width), float32. The vectors at padding have no meaning. */
    public NDArray tokens(ParameterStore parameters, NDArray texts, boolean training) {
        return tokens(parameters, texts, seen(texts), training);
    }

    private NDArray tokens(ParameterStore parameters, NDArray texts, NDArray seen, boolean training) {
        long length = texts.getShape().get(2);
        if (length > options.maxTokens()) {
            throw new IllegalArgumentException("A text has " + length + " tokens, but this encoder accepts at most "
                    + options.maxTokens() + ". Truncate texts before encoding them.");
        }
        NDArray x = precision.of(embedded(parameters, texts, training));
        x = apply(dropout, parameters, apply(norm, parameters, x, training), training);
        NDArray mask = seen;
        if (relative != null) {
            mask = Attention.biased(apply(relative, parameters, texts, training), seen, x);
        }
        for (BertLayer layer : layers) {
            x = layer.forward(parameters, x, mask, layer.trains(training));
        }
        return Precision.full(x);
    }

    private NDArray embedded(ParameterStore parameters, NDArray texts, boolean training) {
        NDArray x = apply(words, parameters, BertScript.ids(texts), training);
        if (segments != null) {
            NDArray ids = options.segments() == 1 ? BertScript.oneSegment(texts) : BertScript.segments(texts);
            x = x.add(apply(segments, parameters, ids, training));
        }
        int first = options.places().first();
        NDArray places = first == 0 ? BertScript.positions(texts) : BertScript.positionsFrom(texts, first);
        return x.add(apply(positions, parameters, places, training));
    }

    /** The attention mask (B, 1, 1, L). */
    private NDArray seen(NDArray texts) {
        return BertScript.seen(texts, options.padding());
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray texts, boolean training) {
        NDArray seen = seen(texts);
        return TextPooling.of(poolings, tokens(parameters, texts, seen, training), seen);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), (long) options.width() * poolings.size())};
    }
}
