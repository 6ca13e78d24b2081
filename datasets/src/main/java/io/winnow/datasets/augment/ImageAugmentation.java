package io.winnow.datasets.augment;

/**
 * The random changes of an image in training. All are drawn independently for each example and view.
 *
 * @param minScale smallest share of the image's area that a random crop keeps; 1 disables cropping
 * @param maxRatio largest aspect ratio (width to height) of a crop before it is scaled to the output, at least 1; the smallest is 1 /
 *     maxRatio
 * @param flip probability of a horizontal flip
 * @param colorJitter probability that brightness, contrast, saturation and hue are changed
 * @param brightness largest relative change of brightness
 * @param contrast largest relative change of contrast, about the image's mean grey
 * @param saturation largest relative change of saturation; it has no effect on grey images
 * @param hue largest rotation of the hue, as a share of the colour circle, in [0, 0.5]; it has no effect on grey images
 * @param grayscale probability that an image is converted to grey
 * @param blur probability of a Gaussian blur
 * @param maxSigma largest standard deviation of the blur, in pixels of the output; the smallest is 0.1
 */
public record ImageAugmentation(
        double minScale,
        double maxRatio,
        double flip,
        double colorJitter,
        double brightness,
        double contrast,
        double saturation,
        double hue,
        double grayscale,
        double blur,
        double maxSigma) {
    /** No augmentation. */
    public static final ImageAugmentation NONE = new ImageAugmentation(1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    /** The augmentation of MoCo v2 for images of the size of CIFAR's: that of SimCLR without blur. */
    public static final ImageAugmentation CONTRASTIVE =
            new ImageAugmentation(0.2, 4.0 / 3, 0.5, 0.8, 0.4, 0.4, 0.4, 0.1, 0.2, 0, 1);

    public ImageAugmentation {
        require(minScale > 0 && minScale <= 1, "min_scale must be in (0, 1], found " + minScale);
        require(maxRatio >= 1, "max_ratio must be at least 1, found " + maxRatio);
        requireProbability("flip", flip);
        requireProbability("color_jitter", colorJitter);
        requireProbability("brightness", brightness);
        requireProbability("contrast", contrast);
        requireProbability("saturation", saturation);
        require(hue >= 0 && hue <= 0.5, "hue must be in [0, 0.5], found " + hue);
        requireProbability("grayscale", grayscale);
        requireProbability("blur", blur);
        require(maxSigma >= 0.1, "max_sigma must be at least 0.1 pixels, found " + maxSigma);
    }

    private static void requireProbability(String name, double value) {
        require(value >= 0 && value <= 1, name + " must be in [0, 1], found " + value);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("Invalid augmentation: " + message + ".");
        }
    }
}
