package io.winnow.models.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Attention;
import io.winnow.models.layer.Dropout;
import io.winnow.models.layer.Embedding;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.LayerNormalization;
import io.winnow.models.layer.LinearMap;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.Autograd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    private final SoftPrompt prompt;
    private FrozenLayers frozen;

    /** @param soft a soft prompt before each text; empty for none */
    BertEncoder(
            BertOptions options, List<TextPooling> poolings, Precision precision, Optional<SoftPromptOptions> soft) {
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
        prompt = soft.map(each -> add(SoftPrompt.name(), new SoftPrompt(each, options.layers(), width)))
                .orElse(null);
    }

    public BertOptions options() {
        return options;
    }

    /**
     * The vectors of the tokens before pooling: (B, 2, L) to (B, L, width), float32. The vectors at padding have no meaning. Those of a soft
     * prompt are not among them.
     */
    public NDArray tokens(ParameterStore parameters, NDArray texts, boolean training) {
        NDArray longer = placed(texts);
        NDArray x = tokens(parameters, texts, longer, seen(longer), training);
        return prompt == null ? x : prompt.without(x);
    }

    /** Returns texts (B, 2, L) with places for the prompt (B, 2, P + L), if there is one. */
    private NDArray placed(NDArray texts) {
        long length = texts.getShape().get(2);
        int own = prompt == null ? 0 : prompt.options().length();
        if (length + own > options.maxTokens()) {
            throw new IllegalArgumentException("A text has " + length + " tokens"
                    + (own > 0 ? ", and the prompt " + own : "") + ", but this encoder accepts at most "
                    + options.maxTokens() + ". Truncate texts before encoding them.");
        }
        return prompt == null ? texts : prompt.places(texts);
    }

    /** @param longer texts with places for the prompt (B, 2, P + L) */
    private NDArray tokens(ParameterStore parameters, NDArray texts, NDArray longer, NDArray seen, boolean training) {
        NDArray x = entering(parameters, texts, longer, training);
        NDArray mask = mask(parameters, longer, seen, x, training);
        if (frozen != null) {
            if (training) {
                throw new IllegalStateException("A frozen encoder cannot be trained.");
            }
            return frozen.of(x, seen, relative == null ? new NDList() : new NDList(mask));
        }
        for (int i = 0; i < layers.size(); i++) {
            BertLayer layer = layers.get(i);
            NDArray entering = prompt == null ? x : prompt.entering(parameters, x, i, training);
            x = layer.forward(parameters, entering, mask, layer.trains(training));
        }
        return Precision.full(x);
    }

    /** What enters the first layer (B, P + L, width). */
    private NDArray entering(ParameterStore parameters, NDArray texts, NDArray longer, boolean training) {
        NDArray x = precision.of(embedded(parameters, texts, longer, training));
        x = apply(norm, parameters, x, training);
        if (prompt != null && prompt.options().place() == SoftPromptOptions.Place.AFTER_NORM) {
            x = prompt.replaced(parameters, x, 0, training);
        }
        return apply(dropout, parameters, x, training);
    }

    private NDArray mask(ParameterStore parameters, NDArray longer, NDArray seen, NDArray x, boolean training) {
        return relative == null ? seen : Attention.biased(apply(relative, parameters, longer, training), seen, x);
    }

    private NDArray embedded(ParameterStore parameters, NDArray texts, NDArray longer, boolean training) {
        NDArray x = apply(words, parameters, BertScript.ids(texts), training);
        if (prompt != null) {
            x = apply(prompt, parameters, x, training);
        }
        if (segments != null) {
            NDArray ids = options.segments() == 1 ? BertScript.oneSegment(longer) : BertScript.segments(longer);
            x = x.add(apply(segments, parameters, ids, training));
        }
        int first = options.places().first();
        NDArray places = first == 0 ? BertScript.positions(longer) : BertScript.positionsFrom(longer, first);
        return x.add(apply(positions, parameters, places, training));
    }

    /**
     * Lets the soft prompt of an initialised encoder start from words, instead of at random. The vectors of deeper layers start as what the
     * layers below make of those of the first one.
     *
     * @param start ids of P words (P) int64; empty to keep the random vectors of the first layer
     * @param empty an empty text (1, 2, L), which follows the prompt while the deeper layers are computed
     */
    void startPrompt(Optional<NDArray> start, NDArray empty) {
        try (Autograd.Recording pause = Autograd.pause();
                NDManager scope = empty.getManager().newSubManager()) {
            start.ifPresent(ids -> prompt.set(0, BertScript.rows(words.vectors(), ids)));
            if (prompt.options().deep()) {
                ParameterStore parameters = new ParameterStore(scope, false);
                NDArray longer = placed(empty);
                NDArray x = entering(parameters, empty, longer, false);
                NDArray mask = mask(parameters, longer, seen(longer), x, false);
                for (int i = 1; i < layers.size(); i++) {
                    x = layers.get(i - 1).forward(parameters, x, mask, false);
                    prompt.set(i, BertScript.atPrompt(x, prompt.options().length()));
                }
            }
        }
    }

    /**
     * Prepares the weights for many passes, after which they cannot change, and the encoder can neither be trained nor exported. Does nothing where
     * that is not faster: on GPUs, and on processors on which oneDNN is not, see {@link LinearMap}.
     *
     * @param manager manager of the parameters, and of the prepared weights
     */
    void freeze(NDManager manager) {
        boolean suits = LinearMap.isByOneDnn(options.width(), options.hidden())
                && precision == Precision.FLOAT32
                && prompt == null;
        if (suits && !manager.getDevice().isGpu()) {
            prepare(manager);
        }
    }

    /** Prepares the weights on any processor. */
    void prepare(NDManager manager) {
        frozen = new FrozenLayers(options, layers, new ParameterStore(manager, false), manager);
        layers.forEach(layer -> layer.getParameters().values().forEach(Parameter::close));
    }

    /** The attention mask (B, 1, 1, L). */
    private NDArray seen(NDArray texts) {
        return BertScript.seen(texts, options.padding());
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray texts, boolean training) {
        NDArray longer = placed(texts);
        NDArray seen = seen(longer);
        NDArray x = tokens(parameters, texts, longer, seen, training);
        return prompt == null || prompt.options().pooled()
                ? TextPooling.of(poolings, x, seen)
                : TextPooling.of(poolings, prompt.without(x), seen(texts));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), (long) options.width() * poolings.size())};
    }
}
