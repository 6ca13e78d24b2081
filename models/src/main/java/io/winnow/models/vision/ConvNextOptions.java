package io.winnow.models.vision;

import io.winnow.models.layer.Layer;
import java.util.List;

/**
 * Options of a ConvNeXt (Liu et al. 2022, "A ConvNet for the 2020s", sections 2 and 3; table 9 for the sizes).
 *
 * @param depths number of blocks of each stage; the paper's ConvNeXt-T has 3, 3, 9, 3. Each stage after the first halves the image size
 * @param widths number of channels of each stage; the paper's ConvNeXt-T has 96, 192, 384, 768
 * @param patchSize side length of the square patches of the stem in pixels, and its stride; 4 in the paper
 * @param dropPath probability with which the branch of the last block is dropped for an example in training (stochastic depth); it rises
 *     linearly from 0 in the first block
 * @param layerScale initial value of the factors by which each block multiplies its branch, one a channel; 1e-6 in the paper
 * @param headEpsilon epsilon of the norm of the representation; that of all other norms is 1e-6
 */
public record ConvNextOptions(
        List<Integer> depths,
        List<Integer> widths,
        int patchSize,
        double dropPath,
        double layerScale,
        double headEpsilon)
        implements EncoderOptions {
    /** The paper's patch size. */
    public static final int PATCH_SIZE = 4;

    /** The paper's initial value of layer scale. */
    public static final double LAYER_SCALE = 1e-6;

    /** Creates options with the paper's epsilon. */
    public ConvNextOptions(
            List<Integer> depths, List<Integer> widths, int patchSize, double dropPath, double layerScale) {
        this(depths, widths, patchSize, dropPath, layerScale, ConvNext.EPSILON);
    }

    public ConvNextOptions {
        depths = List.copyOf(depths);
        widths = List.copyOf(widths);
        require(
                !depths.isEmpty() && depths.size() == widths.size(),
                "depths and widths must have one number for each stage; found depths " + depths + " and widths "
                        + widths);
        require(
                depths.stream().allMatch(depth -> depth > 0) && widths.stream().allMatch(width -> width > 0),
                "depths and widths must be at least 1; found depths " + depths + " and widths " + widths);
        require(patchSize > 0, "patch_size must be at least 1; found " + patchSize);
        require(dropPath >= 0 && dropPath < 1, "drop_path must be in [0, 1); found " + dropPath);
        require(layerScale > 0, "layer_scale must be above 0; found " + layerScale);
        require(headEpsilon >= 0, "the epsilon of the last norm must be at least 0; found " + headEpsilon);
    }

    /** Side length of the smallest square images that the last stage has a position for, in pixels. */
    public int leastImageSize() {
        return patchSize << (depths.size() - 1);
    }

    @Override
    public int dimension() {
        return widths.get(widths.size() - 1);
    }

    @Override
    public Layer build(int channels) {
        return new ConvNext(this, channels);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("ConvNeXt: " + message + ".");
        }
    }
}
