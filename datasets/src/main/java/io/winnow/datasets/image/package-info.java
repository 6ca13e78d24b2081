/**
 * Images and the readers of their formats: IDX, CIFAR binary files, image folders and WebDataset shards, and images that are drawn for
 * tests. May depend on {@code datasets.label}, {@code datasets.random} and {@code datasets.fingerprint}, but not on batches or devices.
 */
package io.winnow.datasets.image;
