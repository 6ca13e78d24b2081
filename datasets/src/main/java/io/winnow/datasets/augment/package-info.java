/** Augmentation of image batches on the device: batched products, keyed random draws. May depend on {@code datasets.image} and {@code datasets.random}. */
package io.winnow.datasets.augment;
