/** Losses, each one native call with gradients: the mean over a batch, as an array of one element. May depend on {@code models.torch}. */
package io.winnow.models.loss;
