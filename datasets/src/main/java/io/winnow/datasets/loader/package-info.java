/**
 * Loads batches of images in a reproducible order; worker threads decode the images ahead of the consumer. May depend on {@code
 * datasets.example}, {@code datasets.image} and {@code datasets.random}.
 */
package io.winnow.datasets.loader;
