/**
 * Augments batches of images on the device by batched matrix products with keyed random draws. May depend on {@code datasets.image} and
 * {@code datasets.random}.
 */
package io.winnow.datasets.augment;
