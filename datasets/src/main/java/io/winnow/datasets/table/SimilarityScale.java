package io.winnow.datasets.table;

/**
 * The two ends of the scale on which pairs were graded. Gain and similarity increase towards the most similar grade, whether the grades
 * themselves increase or decrease.
 *
 * @param leastSimilar the grade of the least similar pairs
 * @param mostSimilar the grade of the most similar pairs
 */
public record SimilarityScale(double leastSimilar, double mostSimilar) {
    public SimilarityScale {
        if (!Double.isFinite(leastSimilar) || !Double.isFinite(mostSimilar) || leastSimilar == mostSimilar) {
            throw new IllegalArgumentException("The ends of a scale of grades must differ, found a scale from "
                    + leastSimilar + " to " + mostSimilar + ".");
        }
    }

    /** The gain of a candidate in a ranking, in units of the grade; 0 for the least similar grade. */
    public double gain(double score) {
        return (score - leastSimilar) * Math.signum(mostSimilar - leastSimilar);
    }

    /** The similarity in [0, 1]: 0 for the least and 1 for the most similar grade. */
    public double similarity(double score) {
        return (score - leastSimilar) / (mostSimilar - leastSimilar);
    }

    boolean contains(double score) {
        double similarity = similarity(score);
        return similarity >= 0 && similarity <= 1;
    }
}
