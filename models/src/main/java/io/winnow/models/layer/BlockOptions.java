package io.winnow.models.layer;

import java.util.OptionalDouble;

/**
 * The form of a pre-norm transformer block.
 *
 * @param width D, the length of a token
 * @param heads number of attention heads; must divide {@code width}
 * @param feedForward the layers after attention
 * @param epsilon added to the variances in layer normalisation
 * @param qkvBias whether the maps to queries, keys and values have biases
 * @param layerScale initial value of the learned factors of each branch, one for each element of a token (LayerScale, Touvron et al. 2021,
 *     equation 8); empty for branches without factors
 */
public record BlockOptions(
        int width, int heads, FeedForward feedForward, double epsilon, boolean qkvBias, OptionalDouble layerScale) {
    public BlockOptions {
        require(
                heads > 0 && width > 0 && width % heads == 0,
                "heads must divide width; " + heads + " does not divide " + width);
        require(feedForward.hidden() > 0, "the hidden width must be at least 1; found " + feedForward.hidden());
        require(epsilon > 0, "epsilon must be above 0; found " + epsilon);
    }

    /** The block of the first Vision Transformers: a hidden layer of width 4 D with GELU, and epsilon 1e-6. */
    public static BlockOptions vit(int width, int heads) {
        return new BlockOptions(
                width, heads, new FeedForward.Mlp(4 * width, Activation.GELU), 1e-6, true, OptionalDouble.empty());
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("Transformer block: " + message + ".");
        }
    }
}
