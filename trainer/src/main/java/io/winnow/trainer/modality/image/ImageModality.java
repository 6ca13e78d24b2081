package io.winnow.trainer.modality.image;

import io.winnow.trainer.modality.Modality;
import java.util.List;
import java.util.Optional;

/** Images: photographs, drawings and other pictures, of one or three channels. */
public final class ImageModality {
    public static final Modality IMAGES = new Modality(
            "image",
            List.of(ImageDataConfig.class, ListedImagesConfig.class),
            List.of(ImageEncoderConfig.class),
            List.of(
                    AugmentationConfig.class,
                    PadCropConfig.class,
                    RandAugmentConfig.class,
                    FixMatchConfig.class,
                    TrivialAugmentConfig.class),
            List.of(ImagePreprocessing.class),
            Optional.of(new PublishedImages()));

    private ImageModality() {}
}
