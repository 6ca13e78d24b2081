package io.winnow.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;

/** A classifier of images that scores each place of an image. The mean of the scores over the places is the score of the image. */
@FunctionalInterface
public interface PlaceClassifier {
    /**
     * Computes the logits of all places. Of each image, the largest centred part with the aspect ratio of the model's input is seen.
     *
     * @param items images, none of which may be damaged
     * @param examples indices of the images (N), at least one
     * @return (N, C, h, w) float32, attached to the manager
     */
    NDArray logits(Dataset<?> items, int[] examples, NDManager manager);
}
