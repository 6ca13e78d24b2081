package io.winnow.trainer.modality.image;

import io.winnow.datasets.augment.ImageAugmentation;
import io.winnow.datasets.augment.PadCrop;
import io.winnow.datasets.augment.PixelChange;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import java.util.List;
import java.util.Optional;

/** Flips, and crops of images that were extended by reflection: the weak views of UDA and FixMatch, and the usual ones for CIFAR. */
@Kind(value = "pad_crop", inferred = false)
@Doc("Flips, and crops of images that were extended by reflection: the usual weak views of small images.")
record PadCropConfig(
        @Doc(
                "Probability of a horizontal flip. Set it to 0 where a mirrored image means something else, as letters and digits do.")
        @Default("0.5")
        double flip,

        @Doc(
                "Extension at each side by reflection, from which a part of the image's size is cropped, as a fraction of the height and"
                        + " width, at most 0.5. The default is 4 of 32 pixels.")
        @Default("0.125")
        double pad,

        Optional<ErasingConfig> erasing)
        implements ImageViewsConfig {
    PadCropConfig {
        new Checks().between("flip", flip, 0, 1).between("pad", pad, 0, 0.5).done();
    }

    @Override
    public ImageAugmentation onDevice() {
        return ImageAugmentation.NONE;
    }

    @Override
    public List<PixelChange> onHost() {
        return List.of(new PadCrop(flip, pad));
    }
}
