package io.winnow.datasets.table;

/**
 * The two ends of the grades that pairs were given. Whichever way grades run, gain and similarity run up to the most similar.
 *
 * @param leastSimilar the grade of the least similar pairs
 * @param mostSimilar the grade of the most similar pairs
 */
public record SimilarityScale(double leastSimilar, double mostSimilar) {
    public SimilarityScale {
        if (!Double.isFinite(leastSimilar) || !Double.isFinite(mostSimilar) || leastSimilar == mostSimilar) {
            throw new IllegalArgumentException("The grades run between two different numbers, not from " + leastSimilar
                    + " to " + mostSimilar + ".");
        }
    }

    /** The gain of a candidate in a ranking, in steps of the grade: 0 for the least similar. */
    public double gain(double score) {
        return (score - leastSimilar) * Math.signum(mostSimilar - leastSimilar);
    }

    /** In [0, 1]: 0 for the least and 1 for the most similar. */
    public double similarity(double score) {
        return (score - leastSimilar) / (mostSimilar - leastSimilar);
    }

    boolean contains(double score) {
        double similarity = similarity(score);
        return similarity >= 0 && similarity <= 1;
    }
}
