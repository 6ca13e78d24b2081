package io.winnow.models.vision;

import io.winnow.models.layer.Layer;
import java.util.Arrays;

/**
 * A residual network (He et al. 2016).
 *
 * @param depth 6n+2 (8, 14, 20, 32, 44, 56, ..) for the family of small images, three stages of n basic blocks; 18, 34 or 50 for the
 *     family of ImageNet. No depth is in both.
 * @param width channels of the first stage: 16 (small images) or 64 (ImageNet) in the paper; 0 takes the paper's
 * @param smallStem for the ImageNet family on small images: a 3x3 convolution without pooling in place of 7x7 and pooling, stride 4
 */
public record ResNetOptions(int depth, int width, boolean smallStem) implements EncoderOptions {
    private static final int[] IMAGENET_DEPTHS = {18, 34, 50};

    public ResNetOptions {
        if (!isImageNet(depth) && (depth < 8 || depth % 6 != 2)) {
            throw new IllegalArgumentException(
                    "A ResNet has depth 18, 34 or 50, or 6n+2 for small images (8, 14, 20, 26, 32, 44, 56, ..);" + " "
                            + depth + " is neither.");
        }
        if (width < 0) {
            throw new IllegalArgumentException("The width of a ResNet is a number of channels, not " + width + ".");
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
