package io.winnow;

/**
 * How similar the two tables of a pair are.
 *
 * @param first id of the first table
 * @param second id of the second table
 * @param distance distance of their vectors, at least 0
 * @param similar whether the model says that they are similar: whether the distance is at most its threshold
 * @param probability probability that they are similar, in [0, 1]
 * @param grade expected graded similarity, in [0, 1]
 */
public record PairScore(
        String first, String second, double distance, boolean similar, double probability, double grade) {}
