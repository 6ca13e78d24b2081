package io.winnow.trainer.modality.image;

import io.winnow.datasets.augment.ImageAugmentation;
import io.winnow.datasets.augment.PixelChange;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.Views;
import java.util.List;
import java.util.Optional;

/** Crops, changes of colour and blur of training images. The defaults are those of MoCo v2. */
@Kind("image")
@Doc("Crops, changes of colour and blur of training images. The defaults are those of MoCo v2.")
public record AugmentationConfig(
        @Doc("Smallest area of a random crop, as a fraction of the image's area, above 0 and at most 1. 1 turns"
                + " cropping off.")
        @Default("0.2")
        double minScale,

        @Doc("Largest aspect ratio of a random crop, at least 1. Ratios are drawn between 1 / max_ratio and max_ratio.")
        @Default("1.3333333333333333")
        double maxRatio,

        @Doc("Probability of a horizontal flip.") @Default("0.5")
        double flip,

        @Doc("Probability of colour jitter: a random change of brightness, contrast, saturation and hue.")
        @Default("0.8")
        double colorJitter,

        @Doc("Strength of the brightness jitter, in [0, 1]: the factor is drawn from 1 - brightness to 1 + brightness.")
        @Default("0.4")
        double brightness,

        @Doc("Strength of the contrast jitter, in [0, 1].") @Default("0.4")
        double contrast,

        @Doc("Strength of the saturation jitter, in [0, 1].") @Default("0.4")
        double saturation,

        @Doc("Strength of the hue jitter, in [0, 0.5], as a fraction of the colour circle.") @Default("0.1")
        double hue,

        @Doc("Probability that an image is converted to grey.") @Default("0.2")
        double grayscale,

        @Doc("Probability of a Gaussian blur.") @Default("0.5")
        double blur,

        @Doc("Largest standard deviation of the Gaussian blur in pixels, at least 0.1.") @Default("1.0")
        double maxSigma,

        Optional<ErasingConfig> erasing)
        implements ImageViewsConfig {
    private static final AugmentationConfig STRONG =
            new AugmentationConfig(0.2, 4.0 / 3, 0.5, 0.8, 0.4, 0.4, 0.4, 0.1, 0.2, 0.5, 1, Optional.empty());

    /** Only random crops of at least half of the area, and flips. */
    private static final AugmentationConfig WEAK =
            new AugmentationConfig(0.5, 4.0 / 3, 0.5, 0, 0.4, 0.4, 0.4, 0.1, 0, 0, 1, Optional.empty());

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

    /** Returns the usual options for views of images. */
    static AugmentationConfig usual(Views.Strength strength) {
        return strength == Views.Strength.WEAK ? WEAK : STRONG;
    }

    @Override
    public ImageAugmentation onDevice() {
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

    @Override
    public boolean showsCrops() {
        return true;
    }

    @Override
    public List<PixelChange> onHost() {
        return List.of();
    }
}
