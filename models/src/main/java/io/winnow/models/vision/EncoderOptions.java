package io.winnow.models.vision;

import io.winnow.models.layer.Layer;

/** Which encoder, and how large. */
public sealed interface EncoderOptions permits ResNetOptions, VitOptions {
    /** Length of the representation. */
    int dimension();

    /** An encoder of this shape, not yet initialised: (B, channels, H, W) to (B, {@link #dimension}). */
    Layer build(int channels);
}
