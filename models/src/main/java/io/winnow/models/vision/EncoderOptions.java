package io.winnow.models.vision;

import io.winnow.models.layer.Layer;

/** The architecture and the size of an image encoder. */
public sealed interface EncoderOptions permits ConvNextOptions, ResNetOptions, VitOptions {
    /** Length of the representation. */
    int dimension();

    /**
     * Builds an encoder whose parameters are not yet initialised. It maps images (B, channels, H, W) to (B, {@link #dimension}).
     *
     * @param channels number of channels of the images
     */
    Layer build(int channels);
}
