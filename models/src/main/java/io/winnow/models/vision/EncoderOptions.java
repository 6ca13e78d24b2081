package io.winnow.models.vision;

import io.winnow.models.layer.Layer;
import io.winnow.models.pretrained.PretrainedWeights;

/** The architecture and the size of an image encoder. */
public sealed interface EncoderOptions permits CnnOptions, ConvNextOptions, ResNetOptions, VitOptions {
    /** Length of the representation. */
    int dimension();

    /**
     * Builds an encoder whose parameters are not yet initialised. It maps images (B, channels, H, W) to (B, {@link #dimension}).
     *
     * @param channels number of channels of the images
     */
    Layer build(int channels);

    /**
     * Returns the options of the same network for images of another size. Convolutional networks take images of every size.
     *
     * @param height height of the images in pixels
     * @param width width of the images in pixels
     * @throws IllegalArgumentException if the network cannot take images of this size
     */
    default EncoderOptions forImages(int height, int width) {
        return this;
    }

    /**
     * Fits the parameters of a network for images of another size to this network. Parameters whose shapes do not depend on the size of
     * images stay as they are.
     *
     * @param weights parameters by their own names
     * @param stored options of the network that they are from, which differ from these in the size of images only
     */
    default PretrainedWeights fitted(PretrainedWeights weights, EncoderOptions stored) {
        return weights;
    }
}
