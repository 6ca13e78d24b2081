package io.winnow.datasets.table;

/**
 * Two tables of a collection, with their graded similarity.
 *
 * @param a id of the query
 * @param b id of the candidate, which is another table
 * @param score the grade as it was given; {@link SimilarityScale} tells which end of the scale means similar
 * @param similar the binary judgement
 * @param fold the fold of the pair, counted from 0; whether folds share queries depends on how the data were divided
 */
public record TablePair(String a, String b, double score, boolean similar, int fold) {
    public TablePair {
        if (a.equals(b)) {
            throw new IllegalArgumentException("A pair must consist of two different tables, found '" + a + "' twice.");
        }
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException(
                    "The score of '" + a + "' and '" + b + "' must be a finite number, found " + score + ".");
        }
        if (fold < 0) {
            throw new IllegalArgumentException(
                    "The fold of '" + a + "' and '" + b + "' must be at least 0, found " + fold + ".");
        }
    }

    /** Whether one of the two tables has this id. */
    public boolean touches(String id) {
        return a.equals(id) || b.equals(id);
    }
}
