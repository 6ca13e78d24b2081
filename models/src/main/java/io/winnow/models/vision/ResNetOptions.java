package io.winnow.models.vision;

import io.winnow.models.layer.Layer;
import java.util.Arrays;

/**
 * Options of a residual network (He et al. 2016).
 *
 * @param depth number of layers. 18, 34 and 50 are the networks for ImageNet; all other depths of the form 6n+2 (8, 14, 20, 32, 44, 56, ..)
 *     are networks for small images with three stages of n basic blocks
 * @param width channels of the first stage; 0 means the paper's number, which is 16 for small images and 64 for ImageNet
 * @param smallStem adapts an ImageNet network to small images: the stem is a 3x3 convolution with stride 1 instead of a 7x7 convolution and
 *     pooling, which together have stride 4. Networks for small images ignore it
 */
public record ResNetOptions(int depth, int width, boolean smallStem) implements EncoderOptions {
    private static final int[] IMAGENET_DEPTHS = {18, 34, 50};

    public ResNetOptions {
        if (!isImageNet(depth) && (depth < 8 || depth % 6 != 2)) {
            throw new IllegalArgumentException(
                    "The depth of a ResNet must be 18, 34 or 50, or 6n+2 for small images (8, 14, 20, 26, 32, 44, 56, ..);"
                            + " found " + depth + ".");
        }
        if (width < 0) {
            throw new IllegalArgumentException(
                    "The width of a ResNet must be 0 or a number of channels; found " + width + ".");
        }
        width = width > 0 ? width : isImageNet(depth) ? 64 : 16;
    }

    @Override
    public int dimension() {
        return isImageNet(depth) ? width * (depth == 50 ? 32 : 8) : width * 4;
    }

    @Override
    public Layer build(int channels) {
        return isImageNet(depth)
                ? ResNet.imageNet(depth, width, smallStem, channels)
                : ResNet.smallImages((depth - 2) / 6, width, channels);
    }

    private static boolean isImageNet(int depth) {
        return Arrays.stream(IMAGENET_DEPTHS).anyMatch(known -> known == depth);
    }
}
