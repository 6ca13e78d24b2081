package io.winnow.models.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Embedding;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.LayerNormalization;
import io.winnow.models.layer.Precision;
import io.winnow.models.layer.SelfAttention;
import io.winnow.models.layer.TransformerBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * The text encoder of CLIP and SigLIP, see {@link ClipTextOptions}: word and position embeddings, pre-norm transformer blocks, a last norm, and
 * a linear map of the vector of one token.
 *
 * <p>Maps texts (B, 2, L), int32 or int64, to (B, {@link ClipTextOptions#dimension}). {@code [b, 0]} are the token ids of text b, padded at
 * their end with {@link ClipTextOptions#padding}; {@code [b, 1]} is not used. Texts of SigLIP must be padded to the largest length.
 */
public final class ClipTextEncoder extends Layer {
    private final ClipTextOptions options;
    private final Precision precision;
    private final Embedding words;
    private final Embedding positions;
    private final List<TransformerBlock> blocks = new ArrayList<>();
    private final LayerNormalization norm;
    private final Dense projection;

    ClipTextEncoder(ClipTextOptions options, Precision precision) {
        this.options = options;
        this.precision = precision;
        int width = options.width();
        words = add("token_embedding", new Embedding(options.vocabulary(), width, TransformerBlock.WEIGHTS));
        positions = add("position_embedding", new Embedding(options.context(), width, TransformerBlock.WEIGHTS));
        for (int i = 0; i < options.layers(); i++) {
            blocks.add(add("blocks." + i, new TransformerBlock(options.block(), 0)));
        }
        norm = add("norm", new LayerNormalization(width, options.block().epsilon()));
        projection = options.projection()
                .map(map -> add(
                        "projection",
                        new Dense(
                                width,
                                map.dimension(),
                                TransformerBlock.WEIGHTS,
                                map.bias() ? Initialization.zeros() : null)))
                .orElse(null);
    }

    public ClipTextOptions options() {
        return options;
    }

    /** The normalised vectors of the tokens: (B, 2, L) to (B, L, width), float32. */
    public NDArray tokens(ParameterStore parameters, NDArray texts, boolean training) {
        return Precision.full(normalised(parameters, texts, training));
    }

    /** The normalised vector of the token that stands for each text, before the linear map: (B, 2, L) to (B, width), float32. */
    public NDArray ends(ParameterStore parameters, NDArray texts, boolean training) {
        return ClipScript.at(tokens(parameters, texts, training), options.end().places(texts));
    }

    private NDArray normalised(ParameterStore parameters, NDArray texts, boolean training) {
        requireLength(texts.getShape().get(2));
        NDArray word = apply(words, parameters, BertScript.ids(texts), training);
        NDArray position = apply(positions, parameters, BertScript.positions(texts), training);
        NDArray x = precision.of(word.add(position));
        SelfAttention attention = options.causal() ? SelfAttention.causal(x) : SelfAttention.full();
        for (TransformerBlock block : blocks) {
            x = block.forward(parameters, x, attention, block.trains(training));
        }
        return apply(norm, parameters, x, training);
    }

    private void requireLength(long length) {
        boolean fits = options.isPaddedToTheEnd() ? length == options.context() : length <= options.context();
        if (!fits) {
            throw new IllegalArgumentException("A text has " + length + " tokens, but this encoder takes "
                    + (options.isPaddedToTheEnd() ? "exactly " : "at most ") + options.context() + ". "
                    + (length > options.context()
                            ? "Truncate texts before encoding them."
                            : "Pad texts with the id " + options.padding() + "."));
        }
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray texts, boolean training) {
        NDArray x = ends(parameters, texts, training);
        return projection == null ? x : Precision.full(apply(projection, parameters, precision.of(x), training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), options.dimension())};
    }
}
