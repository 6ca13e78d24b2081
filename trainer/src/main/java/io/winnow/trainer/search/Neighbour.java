package io.winnow.trainer.search;

/**
 * A row of an index and its distance from a query.
 *
 * @param row index of the row, from 0
 * @param distance Euclidean distance of the vectors
 */
public record Neighbour(long row, double distance) {}
