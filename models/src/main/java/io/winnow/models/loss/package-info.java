/**
 * Loss functions for every kind of target. Each runs as a single differentiable native call and returns the mean over the batch as an array
 * of one element; those that take weights are 0 if all weights are 0. This
 * package may depend on {@code models.torch}.
 */
package io.winnow.models.loss;
