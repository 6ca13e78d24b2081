package io.winnow.trainer.modality.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.augment.ImageAugmentation;
import io.winnow.datasets.augment.ImageViews;
import io.winnow.datasets.augment.PixelChange;
import io.winnow.datasets.example.CropBox;
import io.winnow.datasets.image.ImageSize;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.run.UserException;
import java.util.List;
import java.util.Optional;

/** Options of the random views of images. */
sealed interface ImageViewsConfig extends ViewsConfig
        permits AugmentationConfig, PadCropConfig, RandAugmentConfig, FixMatchConfig, TrivialAugmentConfig {
    /** Returns what is done first, on the device. */
    ImageAugmentation onDevice();

    /** Returns the changes of pixels that follow, on the processors of the host. */
    List<PixelChange> onHost();

    /** Returns whether a view shows a crop of its image, mirrored or not, and nothing else moves its pixels. */
    default boolean showsCrops() {
        return false;
    }

    /** Returns the options of random erasing, which is done last. */
    Optional<ErasingConfig> erasing();

    /**
     * Returns the options of images.
     *
     * @param config the configured options; empty for the usual ones
     * @param usual the usual kind of views
     * @throws UserException if the options are not those of images
     */
    static ImageViewsConfig of(Optional<ViewsConfig> config, Views.Strength usual) {
        ViewsConfig otherwise =
                usual == Views.Strength.CHANGED ? RandAugmentConfig.USUAL : AugmentationConfig.usual(usual);
        if (config.orElse(otherwise) instanceof ImageViewsConfig chosen) {
            return chosen;
        }
        throw new UserException(
                "The random views in the configuration are not those of images. Set their kind to image,"
                        + " pad_crop, rand_augment, fixmatch or trivial_augment.");
    }

    /** Returns what makes random normalised views of images. */
    default Views views(ImagePreprocessing preprocessing) {
        ImageViews views = new ImageViews(
                preprocessing.augmenter(onDevice()), onHost(), erasing().map(ErasingConfig::toErasing));
        return new Views() {
            @Override
            public NDArray of(NDArray images, int first, long key, int number) {
                return views.of(first, images, key, number);
            }

            @Override
            public Optional<List<CropBox>> boxes(Shape images, int first, long key, int number) {
                ImageSize size = new ImageSize((int) images.get(2), (int) images.get(3));
                return showsCrops() ? views.boxes(first, (int) images.get(0), size, key, number) : Optional.empty();
            }
        };
    }
}
