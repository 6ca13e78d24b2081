package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;

/** A trained image model, either live or from an exported file. */
public interface ImageModel extends AutoCloseable {
    ModelDescription description();

    /**
     * Runs the model.
     *
     * @param images images (B, C, H, W) of uint8, in the model's image size
     * @return class probabilities or representations (B, D) in float32, attached to the manager of the images
     */
    NDArray run(NDArray images);

    @Override
    void close();
}
