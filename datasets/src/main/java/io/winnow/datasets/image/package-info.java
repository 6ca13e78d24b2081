/**
 * Images and where they come from: IDX, CIFAR binary, image folders, WebDataset shards and drawn ones. May depend on {@code
 * datasets.label}, {@code datasets.random} and {@code datasets.fingerprint}; knows nothing of batches or devices.
 */
package io.winnow.datasets.image;
