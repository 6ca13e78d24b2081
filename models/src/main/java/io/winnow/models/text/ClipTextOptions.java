package io.winnow.models.text;

import io.winnow.models.layer.BlockOptions;
import io.winnow.models.layer.Precision;
import java.util.Optional;

/**
 * The options of a text encoder that was trained together with an image encoder: those of CLIP (Radford et al., arXiv 2103.00020) and SigLIP
 * (Zhai et al., arXiv 2303.15343).
 *
 * @param vocabulary number of token ids
 * @param context largest number of tokens of a text
 * @param layers number of transformer blocks
 * @param block the form of the blocks
 * @param causal whether a token attends only to itself and the tokens before it (CLIP); otherwise it attends to all, with padding (SigLIP)
 * @param end the token whose vector becomes that of the text
 * @param padding id with which texts are padded at their end
 * @param projection linear map of this vector into the space that texts and images share; empty if there is none
 */
public record ClipTextOptions(
        int vocabulary,
        int context,
        int layers,
        BlockOptions block,
        boolean causal,
        EndOfText end,
        int padding,
        Optional<Projection> projection)
        implements TextOptions {
    /**
     * A linear map.
     *
     * @param dimension length of its result
     */
    public record Projection(int dimension, boolean bias) {}

    public ClipTextOptions {
        if (vocabulary < 1 || context < 1 || layers < 1) {
            throw new IllegalArgumentException("Text encoder: vocabulary, context and layers must be at least 1; found "
                    + vocabulary + ", " + context + " and " + layers + ".");
        }
    }

    @Override
    public int width() {
        return block.width();
    }

    /** Length of the vector of a text. */
    public int dimension() {
        return projection.map(Projection::dimension).orElse(width());
    }

    @Override
    public int maxTokens() {
        return context;
    }

    @Override
    public boolean isPaddedToTheEnd() {
        return !causal;
    }

    @Override
    public ClipTextOptions withPadding(int id) {
        return new ClipTextOptions(vocabulary, context, layers, block, causal, end, id, projection);
    }

    /** Builds an encoder with these options, whose parameters are not yet initialised. */
    public ClipTextEncoder build(Precision precision) {
        return new ClipTextEncoder(this, precision);
    }
}
