/**
 * Augments batches of images with keyed random draws: crops and colours on the device by batched matrix products, operations on single
 * pixels on the processors of the host. May depend on {@code datasets.example}, {@code datasets.image} and {@code datasets.random}.
 */
package io.winnow.datasets.augment;
