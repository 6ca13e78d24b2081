/** Batches of images in a reproducible order, decoded ahead by worker threads. May depend on {@code datasets.image} and {@code datasets.random}. */
package io.winnow.datasets.loader;
