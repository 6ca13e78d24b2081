package io.winnow.trainer.search;

/**
 * A table that was found.
 *
 * @param rank from 1
 * @param distance of the two tables' vectors
 * @param similar whether the distance is below the calibrated threshold
 * @param probability that people would call the two similar
 * @param grade the graded similarity that people would give, in [0, 1]
 */
public record SearchHit(
        int rank, double distance, boolean similar, double probability, double grade, TableExcerpt table) {}
