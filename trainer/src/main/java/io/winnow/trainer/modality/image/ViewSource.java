package io.winnow.trainer.modality.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.winnow.datasets.image.Framing;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.image.Resize;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.run.UserException;
import java.util.Optional;

/**
 * The images of which the views of training are made. If a published rule resizes images and crops their centre, random crops are cut from
 * the resized image, as the libraries of these rules do it, and views without random crops are made of its centre.
 *
 * @param preprocessing preprocessing of the network's input
 * @param framing how a loader frames the images
 * @param centre size of the centre of such an image that corresponds to the network's input
 */
record ViewSource(ImagePreprocessing preprocessing, Framing framing, ImageSize centre) {
    /** @throws UserException if {@code crop_from} is smaller than the input */
    static ViewSource of(ImagePreprocessing preprocessing, Optional<PhotographsConfig> photographs) {
        int side = Math.max(preprocessing.height(), preprocessing.width());
        int from = photographs.flatMap(PhotographsConfig::cropFrom).orElse(side);
        if (from < side) {
            throw new UserException("data.photographs.crop_from is " + from + ", but the images have a side length of "
                    + side + " pixels. Set it to at least " + side + ", or leave it out.");
        }
        double factor = (double) from / side;
        return new ViewSource(
                preprocessing,
                preprocessing.framing().forCrops(factor),
                preprocessing.size().times(factor));
    }

    /**
     * Returns random normalised views in the size of the network's input.
     *
     * @param config the configured options; empty for the usual ones
     * @param usual the usual kind of views
     * @throws UserException if the options are not those of images
     */
    Views of(Optional<ViewsConfig> config, Views.Strength usual) {
        ImageViewsConfig chosen = ImageViewsConfig.of(config, usual);
        Views views = chosen.views(preprocessing);
        boolean cropped = chosen.onDevice().minScale() < 1 || chosen.onDevice().maxRatio() > 1;
        if (framing.resize() instanceof Resize.Stretched) {
            // Crops are cut from the whole image, whereas boxes are parts of its largest centred part, so there are
            // none.
            return (images, first, key, number) -> views.of(images, first, key, number);
        }
        if (cropped || centre.equals(framing.size())) {
            return views;
        }
        return (images, first, key, number) -> {
            try (NDArray centres = centres(images)) {
                return views.of(centres, first, key, number);
            }
        };
    }

    /** Returns the centre of each image: (B, C, H, W) to (B, C, h, w). */
    private NDArray centres(NDArray images) {
        int top = (framing.size().height() - centre.height()) / 2;
        int left = (framing.size().width() - centre.width()) / 2;
        return images.get(new NDIndex(":, :, {}:{}, {}:{}", top, top + centre.height(), left, left + centre.width()));
    }
}
