/**
 * Loss functions. Each runs as a single differentiable native call and returns the mean over the batch as an array of one element. This
 * package may depend on {@code models.torch}.
 */
package io.winnow.models.loss;
