/**
 * Images and the readers of their formats: IDX, CIFAR binary files, image folders, WebDataset shards and files that a description names, and
 * images that are drawn for tests. May depend on {@code datasets.example}, {@code datasets.source}, {@code datasets.label},
 * {@code datasets.random} and {@code datasets.fingerprint}, but not on batches or devices.
 */
package io.winnow.datasets.image;
