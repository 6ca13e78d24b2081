package io.winnow.trainer.modality.image;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.util.Optional;

/** How photographs are read that are much larger than the input of the network. */
@Doc("How photographs are read that are much larger than the input of the network.")
public record PhotographsConfig(
        @Doc(
                "Whether JPEG files that are at least four times as large as needed are decoded at a half, a quarter or an eighth of"
                        + " their size. This takes a fraction of the time. The resized pixels of photographs differ by less than one"
                        + " grey level on average, and those of images with sharp detail in every pixel by up to 1.7. It applies to everything that the model reads later, too.")
        @Default("true")
        boolean reducedDecoding,

        @Doc(
                "Side length in pixels of the images from which the random crops of training views are cut, at least image_size. Larger"
                        + " images have more detail in small crops, and take more memory and time. Defaults to the size to which images"
                        + " are resized before they are cropped, which is usually image_size.")
        Optional<Integer> cropFrom) {
    public PhotographsConfig {
        new Checks().atLeast("crop_from", cropFrom.orElse(1), 1).done();
    }

    /** Returns the configured {@code crop_from}; the size of the input if there is none. */
    static int cropFrom(Optional<PhotographsConfig> photographs, Optional<Integer> imageSize) {
        return photographs.flatMap(PhotographsConfig::cropFrom).orElse(imageSize.orElse(1));
    }
}
