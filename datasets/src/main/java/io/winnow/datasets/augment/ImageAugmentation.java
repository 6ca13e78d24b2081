package io.winnow.datasets.augment;

/**
 * Which random changes an image meets in training. All are drawn anew for each example and view.
 *
 * @param minScale least share of the area that a random crop keeps; 1 crops nothing
 * @param maxRatio largest ratio of width to height of a crop, before it is scaled to the output; at least 1, and 1 / maxRatio is the least
 * @param flip probability of a horizontal flip
 * @param colorJitter probability that brightness, contrast, saturation and hue change
 * @param brightness largest relative change of brightness
 * @param contrast largest relative change of contrast, about the image's mean grey
 * @param saturation largest relative change of saturation; nothing on grey images
 * @param hue largest turn of the hue, as a share of the circle, in [0, 0.5]; nothing on grey images
 * @param grayscale probability that colour is dropped
 * @param blur probability of a Gaussian blur
 * @param maxSigma largest deviation of the blur, in pixels of the output; the least is 0.1
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
    /** Nothing changes. */
    public static final ImageAugmentation NONE = new ImageAugmentation(1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    /** What MoCo v2 uses on CIFAR-size images: SimCLR's without blur. */
    public static final ImageAugmentation CONTRASTIVE =
            new ImageAugmentation(0.2, 4.0 / 3, 0.5, 0.8, 0.4, 0.4, 0.4, 0.1, 0.2, 0, 1);

    public ImageAugmentation {
        require(minScale > 0 && minScale <= 1, "min_scale is in (0, 1], not " + minScale);
        require(maxRatio >= 1, "max_ratio is at least 1, not " + maxRatio);
        requireProbability("flip", flip);
        requireProbability("color_jitter", colorJitter);
        requireProbability("brightness", brightness);
        requireProbability("contrast", contrast);
        requireProbability("saturation", saturation);
        require(hue >= 0 && hue <= 0.5, "hue is in [0, 0.5], not " + hue);
        requireProbability("grayscale", grayscale);
        requireProbability("blur", blur);
        require(maxSigma >= 0.1, "max_sigma is at least 0.1 pixels, not " + maxSigma);
    }

    private static void requireProbability(String name, double value) {
        require(value >= 0 && value <= 1, name + " is in [0, 1], not " + value);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("In an augmentation " + message + ".");
        }
    }
}
