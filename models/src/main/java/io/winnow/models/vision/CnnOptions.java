package io.winnow.models.vision;

import io.winnow.models.layer.Layer;
import java.util.List;

/**
 * Options of a plain convolutional network for small images.
 *
 * @param height height of the images in pixels
 * @param width width of the images in pixels
 * @param channels number of channels of each convolution; the pooling after each halves the image size
 * @param kernel side length of the kernels in pixels, odd
 * @param hidden width of the linear layer after the convolutions, which is the length of the representation
 * @param norm normalisation after each convolution
 * @param groups number of groups of channels with group normalisation
 */
public record CnnOptions(int height, int width, List<Integer> channels, int kernel, int hidden, Norm norm, int groups)
        implements EncoderOptions {
    /** Normalisation of the output of a convolution. */
    public enum Norm {
        /** Group normalisation (Wu and He 2018), which does not depend on the batch. */
        GROUP,
        /** Batch normalisation (Ioffe and Szegedy 2015). */
        BATCH,
        /** None. */
        NONE
    }

    public CnnOptions {
        channels = List.copyOf(channels);
        int most = Math.min(height, width) >> channels.size();
        if (channels.isEmpty() || most < 1) {
            throw new IllegalArgumentException("CNN: " + channels.size()
                    + " convolutions, each with a pooling, do not fit " + height + " x " + width + " pixels.");
        }
    }

    @Override
    public int dimension() {
        return hidden;
    }

    @Override
    public Layer build(int inputs) {
        return new Cnn(this, inputs);
    }
}
