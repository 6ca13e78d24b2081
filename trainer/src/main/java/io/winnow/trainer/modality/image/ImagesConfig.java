package io.winnow.trainer.modality.image;

import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.Framing;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.image.Resize;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.Need;
import io.winnow.trainer.model.ItemReader;
import java.util.Optional;

/** Data that consist of images. */
interface ImagesConfig extends DataConfig {
    /** Returns the side length in pixels to which images are cropped and scaled; empty if it is that of the images. */
    Optional<Integer> imageSize();

    /** Returns the configured options for decoding. */
    DecodeOptions decoding();

    /** Returns how photographs are read that are much larger than the input; empty for the usual way. */
    Optional<PhotographsConfig> photographs();

    /** Returns how images get the size of the input. */
    default Framing framing(ImageSize size) {
        return new Framing(
                new Resize.CentredPart(),
                size,
                photographs().map(PhotographsConfig::reducedDecoding).orElse(false));
    }

    @Override
    default ItemReader<?> reader(Inputs inputs) {
        return new ImageReader((ImagePreprocessing) inputs.preprocessing());
    }

    @Override
    default Optional<String> lacks(Need need) {
        return need == Need.VIEWS || need == Need.CHANGES ? Optional.empty() : DataConfig.super.lacks(need);
    }
}
