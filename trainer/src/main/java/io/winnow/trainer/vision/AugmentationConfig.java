package io.winnow.trainer.vision;

import io.winnow.datasets.augment.ImageAugmentation;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** Random changes of training images; the defaults are MoCo v2's. */
@Doc("Random changes of training images; the defaults are MoCo v2's.")
public record AugmentationConfig(
        @Doc("Least share of the area that a crop keeps.") @Default("0.2")
        double minScale,

        @Doc("Largest ratio of width to height of a crop.") @Default("1.3333333333333333")
        double maxRatio,

        @Doc("Probability of a horizontal flip.") @Default("0.5")
        double flip,

        @Doc("Probability that colours change.") @Default("0.8")
        double colorJitter,

        @Default("0.4") double brightness,
        @Default("0.4") double contrast,
        @Default("0.4") double saturation,
        @Default("0.1") double hue,

        @Doc("Probability that colour is dropped.") @Default("0.2")
        double grayscale,

        @Doc("Probability of a Gaussian blur.") @Default("0.5")
        double blur,

        @Doc("Largest deviation of the blur in pixels.") @Default("1.0")
        double maxSigma) {
    /** The ranges are {@link ImageAugmentation}'s. */
    public AugmentationConfig {
        new Checks()
                .that(minScale > 0 && minScale <= 1, "min_scale", "must be above 0 and at most 1, found " + minScale)
                .atLeast("max_ratio", maxRatio, 1)
                .between("flip", flip, 0, 1)
                .between("color_jitter", colorJitter, 0, 1)
                .between("brightness", brightness, 0, 1)
                .between("contrast", contrast, 0, 1)
                .between("saturation", saturation, 0, 1)
                .between("hue", hue, 0, 0.5)
                .between("grayscale", grayscale, 0, 1)
                .between("blur", blur, 0, 1)
                .atLeast("max_sigma", maxSigma, 0.1)
                .done();
    }

    ImageAugmentation toAugmentation() {
        return new ImageAugmentation(
                minScale,
                maxRatio,
                flip,
                colorJitter,
                brightness,
                contrast,
                saturation,
                hue,
                grayscale,
                blur,
                maxSigma);
    }
}
