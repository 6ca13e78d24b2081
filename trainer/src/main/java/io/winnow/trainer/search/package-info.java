/**
 * Finds the items that are most similar to a given one. The package builds and reads an index of the vectors of many items on disk,
 * searches it exactly on the device or approximately with a graph, and writes pages of results. Knows models by {@link
 * io.winnow.trainer.model.TrainedModel} alone.
 */
package io.winnow.trainer.search;
