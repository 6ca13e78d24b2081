package io.winnow.models.vision;

import ai.djl.ndarray.NDArray;
import io.winnow.models.layer.BlockOptions;
import io.winnow.models.pretrained.PretrainedWeights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Options of a Vision Transformer (Dosovitskiy et al. 2021) and of the encoders that descend from it: DINOv2, MLCD, and the image encoders of
 * CLIP and SigLIP.
 *
 * @param patches how images are cut
 * @param tokens what enters the first block
 * @param depth number of transformer blocks
 * @param block their form
 * @param readout how the tokens that leave the last block are turned into a vector
 * @param projection length to which that vector is mapped linearly, as in CLIP; empty if the vector is the representation
 * @param dropPath probability with which each branch of the last block is dropped for an example in training (stochastic depth); it rises
 *     linearly from 0 in the first block
 */
public record VitOptions(
        Patches patches,
        Tokens tokens,
        int depth,
        BlockOptions block,
        Readout readout,
        OptionalInt projection,
        double dropPath)
        implements EncoderOptions {
    /**
     * The grid of patches of an image. Pixels beyond the last whole patch of a row or column are not used.
     *
     * @param rows number of rows of patches
     * @param columns number of patches in a row
     * @param size side length of the square patches, in pixels
     * @param bias whether the map from the pixels of a patch to its token has a bias
     */
    public record Patches(int rows, int columns, int size, boolean bias) {
        /** Height of the images, in pixels. */
        public int height() {
            return rows * size;
        }

        /** Width of the images, in pixels. */
        public int width() {
            return columns * size;
        }
    }

    /**
     * The tokens that enter the first block, in the order class token, registers, patches.
     *
     * @param classToken whether there is a learned class token
     * @param registers number of learned tokens that serve as memory only (Darcet et al. 2024)
     * @param positions how a patch tells where it is
     * @param norm whether all tokens are normed before the first block
     */
    public record Tokens(boolean classToken, int registers, Positions positions, boolean norm) {
        /** Number of tokens before the patches. */
        public int prefix() {
            return (classToken ? 1 : 0) + registers;
        }
    }

    /** How a patch tells where it is. */
    public sealed interface Positions {
        /**
         * A learned vector for each patch is added to its token.
         *
         * @param classToken whether the class token has such a vector, too
         * @param interpolation how the vectors are fitted to another grid of patches
         */
        record Learned(boolean classToken, PositionInterpolation interpolation) implements Positions {}

        /**
         * Rotary positions in two axes (MLCD): queries and keys are turned by angles that grow with the row in the first half of the angles of
         * a head, and with the column in the second. The class token has learned angles. Images of every size fit.
         */
        record Rotary() implements Positions {}
    }

    /** How the tokens that leave the last block are turned into a vector. */
    public sealed interface Readout {
        /**
         * A token or a mean, normed.
         *
         * @param pooling what is taken
         * @param norm what is normed
         */
        record Pooled(Pooling pooling, Norm norm) implements Readout {}

        /** All tokens are normed; the class token is followed by the mean of the patches, which is twice the width (DINOv2's classifiers). */
        record ClassTokenAndMean() implements Readout {}

        /**
         * All tokens are normed, a learned query attends to them, and a feed-forward layer of the blocks' form is added to the result (SigLIP;
         * Zhai et al. 2022).
         */
        record AttentionPooled() implements Readout {}
    }

    /** What stands for all tokens. */
    public enum Pooling {
        /** The representation is a learned class token that attends to the patches. */
        CLASS_TOKEN,
        /** The representation is the mean of the patch tokens; a network that begins with random weights has no class token then. */
        MEAN
    }

    /** What the last norm is applied to. */
    public enum Norm {
        /** Each token, before pooling. */
        TOKENS,
        /** The pooled vector alone. */
        POOLED
    }

    public VitOptions {
        require(
                patches.rows() > 0 && patches.columns() > 0 && patches.size() > 0,
                "patches must have at least 1 row, 1 column and 1 pixel; found " + patches.rows() + ", "
                        + patches.columns() + " and " + patches.size());
        require(depth > 0, "depth must be at least 1; found " + depth);
        require(dropPath >= 0 && dropPath < 1, "drop_path must be in [0, 1); found " + dropPath);
        require(tokens.registers() >= 0, "registers must not be negative; found " + tokens.registers());
        require(
                tokens.classToken()
                        || !(readout instanceof Readout.Pooled pooled)
                        || pooled.pooling() != Pooling.CLASS_TOKEN,
                "the class token cannot be the representation of a network without a class token");
        require(
                tokens.classToken()
                        || !(tokens.positions() instanceof Positions.Learned learned)
                        || !learned.classToken(),
                "a network without a class token has no position for it");
        int head = block.width() / block.heads();
        require(
                !(tokens.positions() instanceof Positions.Rotary) || (tokens.classToken() && tokens.prefix() == 1),
                "rotary positions need a class token and no registers");
        require(
                !(tokens.positions() instanceof Positions.Rotary) || head % 4 == 0,
                "rotary positions need heads whose width is a multiple of 4; found " + head);
        require(
                !(readout instanceof Readout.ClassTokenAndMean) || (tokens.classToken() && projection.isEmpty()),
                "the class token and the mean need a class token, and no projection");
        require(
                projection.isEmpty() || projection.getAsInt() > 0,
                "projection must be at least 1; found " + projection);
    }

    /**
     * The first Vision Transformer, for square images.
     *
     * @param imageSize side length of the images, in pixels
     * @param patchSize side length of the patches, in pixels; must divide {@code imageSize}
     * @param width length of the vector of a token
     * @param depth number of transformer blocks
     * @param heads number of attention heads; must divide {@code width}
     * @param pooling the representation
     * @param dropPath see {@link #dropPath}
     */
    public VitOptions(int imageSize, int patchSize, int width, int depth, int heads, Pooling pooling, double dropPath) {
        this(
                square(imageSize, patchSize),
                new Tokens(
                        pooling == Pooling.CLASS_TOKEN,
                        0,
                        new Positions.Learned(pooling == Pooling.CLASS_TOKEN, PositionInterpolation.BICUBIC_ANTIALIAS),
                        false),
                depth,
                BlockOptions.vit(width, heads),
                new Readout.Pooled(pooling, Norm.TOKENS),
                OptionalInt.empty(),
                dropPath);
    }

    private static Patches square(int imageSize, int patchSize) {
        require(
                patchSize > 0 && imageSize > 0 && imageSize % patchSize == 0,
                "patch_size must divide image_size; " + patchSize + " does not divide " + imageSize);
        return new Patches(imageSize / patchSize, imageSize / patchSize, patchSize, true);
    }

    /** Length of the vector of a token. */
    public int width() {
        return block.width();
    }

    /** Number of tokens in each block. */
    public int sequenceLength() {
        return tokens.prefix() + patches.rows() * patches.columns();
    }

    @Override
    public int dimension() {
        return projection.orElse(readout instanceof Readout.ClassTokenAndMean ? 2 * width() : width());
    }

    @Override
    public VisionTransformer build(int channels) {
        return new VisionTransformer(this, channels);
    }

    /** Returns the same options with another probability of dropping branches. */
    public VitOptions withDropPath(double probability) {
        return new VitOptions(patches, tokens, depth, block, readout, projection, probability);
    }

    /** Returns the same options with another readout. */
    public VitOptions withReadout(Readout other) {
        return new VitOptions(patches, tokens, depth, block, other, projection, dropPath);
    }

    @Override
    public VitOptions forImages(int height, int width) {
        int rows = height / patches.size();
        int columns = width / patches.size();
        require(
                rows > 0 && columns > 0,
                "images must have at least the size of a patch, " + patches.size() + " pixels; found " + height + " x "
                        + width);
        Patches grid = new Patches(rows, columns, patches.size(), patches.bias());
        return new VitOptions(grid, tokens, depth, block, readout, projection, dropPath);
    }

    @Override
    public PretrainedWeights fitted(PretrainedWeights weights, EncoderOptions stored) {
        NDArray positions = weights.arrays().get(VisionTransformer.POSITIONS);
        if (positions == null
                || !(stored instanceof VitOptions from)
                || !(from.tokens().positions() instanceof Positions.Learned learned)) {
            return weights;
        }
        Map<String, NDArray> arrays = new LinkedHashMap<>(weights.arrays());
        arrays.put(
                VisionTransformer.POSITIONS,
                learned.interpolation().fit(positions, learned.classToken() ? 1 : 0, from.patches(), patches));
        return new PretrainedWeights(weights.source(), arrays);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("Vision Transformer: " + message + ".");
        }
    }
}
