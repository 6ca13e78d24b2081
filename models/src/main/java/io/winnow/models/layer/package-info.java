/**
 * The layers from which encoders and heads are built. They use the published initializations and name their parameters as PyTorch does.
 * This package may depend on {@code models.torch}.
 */
package io.winnow.models.layer;
