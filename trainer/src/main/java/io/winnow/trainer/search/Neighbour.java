package io.winnow.trainer.search;

/**
 * A row of an index, and how far it is.
 *
 * @param distance Euclidean, of the vectors
 */
public record Neighbour(long row, double distance) {}
