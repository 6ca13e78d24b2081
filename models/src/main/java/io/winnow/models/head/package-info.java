/**
 * The heads that are put on an encoder for training: projections, classifiers and class centers. This package may depend on {@code
 * models.layer} and {@code models.torch}.
 */
package io.winnow.models.head;
