package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;

/**
 * An encoder of images whose representation is the mean over the places of a feature map, with nothing in between. A linear layer on the
 * representation can therefore be applied to each place as well, and the mean of its outputs is its output for the image.
 */
public interface MeanOfPlaces {
    /** Returns the feature map of images: (B, C, H, W) to (B, D, h, w). */
    NDArray featureMap(ParameterStore parameters, NDArray images, boolean training);
}
