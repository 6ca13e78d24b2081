package io.winnow.trainer.modality.image;

import io.winnow.datasets.augment.ImageAugmentation;
import io.winnow.datasets.augment.PadCrop;
import io.winnow.datasets.augment.PixelChange;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.util.Optional;
import java.util.stream.Stream;

/** Options of what precedes the operations of strong views: a flip, and a crop of one of two kinds. */
record FramingOptions(
        @Doc(
                "Probability of a horizontal flip, before the operations. Set it to 0 where a mirrored image means something else, as letters"
                        + " and digits do.")
        @Default("0.5")
        double flip,

        @Doc(
                "Extension at each side by reflection before the operations, from which a part of the image's size is cropped, as a fraction"
                        + " of the height and width, at most 0.5. Default: 0.125 (4 of 32 pixels), or 0 if min_scale is below 1.")
        Optional<Double> pad,

        @Doc(
                "Smallest area of a random crop that is scaled to the image's size before the operations, as a fraction of the image's area,"
                        + " above 0 and at most 1. 1 turns it off. 0.08 is usual for photographs.")
        @Default("1")
        double minScale,

        @Doc("Largest aspect ratio of such a crop, at least 1. Ratios are drawn between 1 / max_ratio and max_ratio.")
        @Default("1.3333333333333333")
        double maxRatio) {
    /** A flip, and a crop of the extended image. */
    static final FramingOptions USUAL = new FramingOptions(0.5, Optional.empty(), 1, 4.0 / 3);

    private static final double USUAL_PAD = 0.125;

    FramingOptions {
        new Checks()
                .between("flip", flip, 0, 1)
                .between("pad", pad.orElse(0.0), 0, 0.5)
                .that(minScale > 0 && minScale <= 1, "min_scale", "must be above 0 and at most 1, found " + minScale)
                .atLeast("max_ratio", maxRatio, 1)
                .done();
    }

    /** Returns the scaled crop, which is done on the device. */
    ImageAugmentation onDevice() {
        return minScale < 1
                ? new ImageAugmentation(minScale, maxRatio, 0, 0, 0, 0, 0, 0, 0, 0, 1)
                : ImageAugmentation.NONE;
    }

    /** Returns the flip and the crop of the extended image, which are done on the host. */
    Stream<PixelChange> onHost() {
        return Stream.of(new PadCrop(flip, pad.orElse(minScale < 1 ? 0 : USUAL_PAD)));
    }
}
