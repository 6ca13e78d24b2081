package io.winnow.datasets.table;

/**
 * Two tables of a collection and how similar they were judged.
 *
 * @param a id of the query
 * @param b id of the candidate, another table
 * @param score the grade as it was given; {@link SimilarityScale} tells which end means similar
 * @param similar the judgement as one of two classes
 * @param fold which part of the data, from 0; the parts share no query when the data were made so
 */
public record TablePair(String a, String b, double score, boolean similar, int fold) {
    public TablePair {
        if (a.equals(b)) {
            throw new IllegalArgumentException("A pair is of two tables, and not twice of '" + a + "'.");
        }
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("The score of '" + a + "' and '" + b + "' is " + score + ".");
        }
        if (fold < 0) {
            throw new IllegalArgumentException(
                    "Folds are numbered from 0; '" + a + "' and '" + b + "' are in " + fold + ".");
        }
    }

    /** True when either table is the one of this id. */
    public boolean touches(String id) {
        return a.equals(id) || b.equals(id);
    }
}
