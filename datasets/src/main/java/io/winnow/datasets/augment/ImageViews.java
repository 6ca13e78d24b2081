package io.winnow.datasets.augment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.CropBox;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.random.CounterRandom;
import java.util.List;
import java.util.Optional;

/**
 * Makes random views of images: what an {@link Augmenter} does on the device, then changes of pixels on the host, then random erasing. With
 * an augmenter alone the views are its own.
 *
 * @param augmenter crops, scales and normalises
 * @param changes changes of pixels, in their order
 * @param erasing random erasing of the views, if any
 */
public record ImageViews(Augmenter augmenter, List<PixelChange> changes, Optional<RandomErasing> erasing) {
    public ImageViews {
        changes = List.copyOf(changes);
    }

    /**
     * Computes one view of each image of a batch, or of a part of it with the same result as for the whole batch.
     *
     * @param first position of the first image within the batch
     * @param images uint8 array of shape (B, C, H, W)
     * @param keys keys of the random draws, such as (seed, step, view); equal keys give equal draws
     * @return float32 array of shape (B, C, h, w), attached to the images' manager
     */
    public NDArray of(int first, NDArray images, long... keys) {
        if (changes.isEmpty() && erasing.isEmpty()) {
            return augmenter.applyFrom(first, images, keys);
        }
        long key = CounterRandom.key(keys);
        NDManager manager = images.getManager();
        try (NDManager scope = manager.newSubManager()) {
            images.tempAttach(scope);
            NDArray view;
            if (changes.isEmpty()) {
                view = augmenter.applyFrom(first, images, keys);
            } else {
                NDArray cropped = augmenter.changesNothing(images) ? images : augmenter.levelsFrom(first, images, keys);
                view = augmenter.normalise(new PixelChanges(changes, augmenter.meanColor()).apply(cropped, first, key));
            }
            NDArray result = erasing.isPresent() ? erasing.get().apply(view, first, key, augmenter) : view;
            result.attach(manager);
            return result;
        }
    }

    /**
     * Returns the part of each image of a batch that its view shows, whether it is mirrored or not.
     *
     * @param first position of the first image within the batch
     * @param count number of images
     * @param size size of the images
     * @param keys keys of the random draws of {@link #of}
     * @return empty if changes of pixels may move them
     */
    public Optional<List<CropBox>> boxes(int first, int count, ImageSize size, long... keys) {
        return changes.isEmpty() ? Optional.of(augmenter.boxesFrom(first, count, size, keys)) : Optional.empty();
    }
}
