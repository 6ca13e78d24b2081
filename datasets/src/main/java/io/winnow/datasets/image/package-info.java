/**
 * Images and the readers of their formats: IDX, CIFAR binary files, image folders, WebDataset shards, Parquet and files that a description
 * names, and images that are drawn for tests. May depend on {@code datasets.example}, {@code datasets.file}, {@code datasets.parquet},
 * {@code datasets.source}, {@code datasets.label}, {@code datasets.random} and {@code datasets.fingerprint}, but not on batches or devices.
 */
package io.winnow.datasets.image;
