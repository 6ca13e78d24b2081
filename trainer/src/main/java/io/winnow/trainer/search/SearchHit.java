package io.winnow.trainer.search;

/**
 * A table that a search found.
 *
 * @param rank rank among the results, from 1
 * @param distance distance of the vector of this table from that of the query
 * @param similar whether the distance is at most the calibrated threshold
 * @param probability calibrated probability that people would call the two tables similar
 * @param grade expected similarity grade that people would give, in [0, 1]
 * @param table what is shown of the table
 */
public record SearchHit(
        int rank, double distance, boolean similar, double probability, double grade, TableExcerpt table) {}
