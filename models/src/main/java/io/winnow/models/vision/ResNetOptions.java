package io.winnow.models.vision;

import io.winnow.models.layer.Layer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Options of a residual network (He et al. 2016).
 *
 * @param blocks number of blocks of each stage. Each stage after the first halves the image size and doubles the channels
 * @param block what the blocks consist of
 * @param width channels of the stem and of the 3x3 convolutions of the first stage
 * @param stem the layers before the first stage
 * @param shortcut the shortcuts of blocks that change the shape
 */
public record ResNetOptions(List<Integer> blocks, Block block, int width, Stem stem, Shortcut shortcut)
        implements EncoderOptions {
    /** The convolutions of a residual block. */
    public enum Block {
        /** Two 3x3 convolutions. */
        BASIC,
        /** A 1x1, a 3x3 and a 1x1 convolution, of which the last quadruples the channels. The stride is in the 3x3 convolution. */
        BOTTLENECK,
        /** As {@link #BOTTLENECK}, but the stride is in the first 1x1 convolution, as in the paper. */
        STRIDE_FIRST_BOTTLENECK
    }

    /** The layers before the first stage. */
    public enum Stem {
        /** A 3x3 convolution with stride 1, for small images. */
        SMALL,
        /** A 7x7 convolution with stride 2, and 3x3 max pooling with stride 2. */
        LARGE
    }

    /** The shortcuts of blocks that change the shape. */
    public enum Shortcut {
        /**
         * Option A of the paper, without parameters: every second row and column is taken, and half of the new channels, which are zero,
         * stand before the others and half behind them.
         */
        PADDED,
        /** Option B of the paper: a 1x1 convolution. */
        PROJECTED
    }

    /** The blocks of each stage by depth, in table 1 of the paper. */
    private static final Map<Integer, List<Integer>> IMAGENET = Map.of(
            18, List.of(2, 2, 2, 2),
            34, List.of(3, 4, 6, 3),
            50, List.of(3, 4, 6, 3),
            101, List.of(3, 4, 23, 3),
            152, List.of(3, 8, 36, 3));

    private static final int LARGEST_BASIC_DEPTH = 34;
    private static final int EXPANSION = 4;
    private static final int SMALL_WIDTH = 16;
    private static final int LARGE_WIDTH = 64;

    public ResNetOptions {
        blocks = List.copyOf(blocks);
        require(
                !blocks.isEmpty() && blocks.stream().allMatch(count -> count > 0),
                "each stage must have at least one block; found " + blocks);
        require(width > 0, "the width must be a number of channels; found " + width);
        require(
                shortcut == Shortcut.PROJECTED || (block == Block.BASIC && width % 2 == 0),
                "padded shortcuts need basic blocks and an even width; found "
                        + (block == Block.BASIC ? "width " + width : "bottleneck blocks")
                        + ". Use projected shortcuts instead");
    }

    /** A network of the paper with {@link Shortcut#PROJECTED}. The parameters are those of the constructor with a shortcut. */
    public ResNetOptions(int depth, int width, boolean smallStem) {
        this(depth, width, smallStem, Shortcut.PROJECTED);
    }

    /**
     * A network of the paper.
     *
     * @param depth number of layers. 18, 34, 50, 101 and 152 are the networks for ImageNet; all other depths of the form 6n+2 (8, 14, 20,
     *     32, 44, 56, ..) are networks for small images with three stages of n basic blocks
     * @param width channels of the first stage; 0 means the paper's number, which is 16 for small images and 64 for ImageNet
     * @param smallStem adapts an ImageNet network to small images: the stem is a 3x3 convolution with stride 1 instead of a 7x7
     *     convolution and pooling, which together have stride 4. Networks for small images always have it
     * @param shortcut the shortcuts of blocks that change the shape
     */
    public ResNetOptions(int depth, int width, boolean smallStem, Shortcut shortcut) {
        this(
                stages(depth),
                hasBottlenecks(depth) ? Block.BOTTLENECK : Block.BASIC,
                channels(depth, width),
                smallStem || !isImageNet(depth) ? Stem.SMALL : Stem.LARGE,
                shortcut);
    }

    private static List<Integer> stages(int depth) {
        require(
                exists(depth),
                "the depth must be 18, 34, 50, 101 or 152, or 6n+2 for small images (8, 14, 20, 26, 32, 44, 56, ..);"
                        + " found " + depth);
        return isImageNet(depth) ? IMAGENET.get(depth) : Collections.nCopies(3, (depth - 2) / 6);
    }

    private static int channels(int depth, int width) {
        require(width >= 0, "the width must be 0 or a number of channels; found " + width);
        return width > 0 ? width : isImageNet(depth) ? LARGE_WIDTH : SMALL_WIDTH;
    }

    /** Whether a depth is one of the networks for ImageNet: 18, 34, 50, 101 or 152. */
    public static boolean isImageNet(int depth) {
        return IMAGENET.containsKey(depth);
    }

    /** Whether there is a network of a depth: one for ImageNet, or one for small images with three stages of n blocks and 6n+2 layers. */
    public static boolean exists(int depth) {
        return isImageNet(depth) || (depth >= 8 && depth % 6 == 2);
    }

    /** Whether the network of a depth has bottleneck blocks: 50, 101 and 152. */
    public static boolean hasBottlenecks(int depth) {
        return isImageNet(depth) && depth > LARGEST_BASIC_DEPTH;
    }

    /** Number of layers: the stem's convolution, those of the blocks' branches, and a classifier. */
    public int depth() {
        int ofBlock = block == Block.BASIC ? 2 : 3;
        return 2 + ofBlock * blocks.stream().mapToInt(count -> count).sum();
    }

    /** Output channels of each stage. */
    public List<Integer> stageChannels() {
        int expansion = block == Block.BASIC ? 1 : EXPANSION;
        return IntStream.range(0, blocks.size())
                .mapToObj(stage -> (width << stage) * expansion)
                .toList();
    }

    @Override
    public int dimension() {
        return stageChannels().get(blocks.size() - 1);
    }

    @Override
    public Layer build(int channels) {
        return new ResNet(this, channels);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("ResNet: " + message + ".");
        }
    }
}
