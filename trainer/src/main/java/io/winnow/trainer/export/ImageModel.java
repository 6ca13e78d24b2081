package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;

/** A trained model on images, live or from an exported file. */
public interface ImageModel extends AutoCloseable {
    ModelDescription description();

    /**
     * The output for some images.
     *
     * @param images (B, C, H, W) uint8 of the model's size
     * @return (B, D) float32: class probabilities or representations; attached to the images' manager
     */
    NDArray run(NDArray images);

    @Override
    void close();
}
