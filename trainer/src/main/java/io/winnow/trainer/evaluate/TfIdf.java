package io.winnow.trainer.evaluate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Cosine distance between documents by term frequency and inverse document frequency, tf-idf (Salton and Buckley 1988). */
public final class TfIdf {
    /** Formula for the weight of a word with frequency tf in a document, where df of n documents have the word. */
    public enum Weighting {
        /** tf * (ln((1 + n) / (1 + df)) + 1). */
        RAW,
        /** (1 + ln tf) * ln((1 + n) / (1 + df)). */
        LOGARITHMIC,
        /** (1 + ln tf) * (ln((1 + n) / (1 + df)) + 1). */
        SUBLINEAR;

        /** The factor that depends on the frequency of the word in the document. */
        double ofCount(double count) {
            return this == RAW ? count : 1 + Math.log(count);
        }

        /** The inverse document frequency (idf), the factor that depends on the documents that have the word. */
        double ofRarity(int documents, int frequency) {
            double rarity = Math.log((1.0 + documents) / (1.0 + frequency));
            return this == LOGARITHMIC ? rarity : rarity + 1;
        }
    }

    private final Weighting weighting;
    private final int documents;
    private final Map<String, Integer> frequencies = new HashMap<>();

    /**
     * Counts the number of documents in which each word occurs.
     *
     * @param documents words of each document
     */
    public TfIdf(Weighting weighting, List<List<String>> documents) {
        this.weighting = weighting;
        this.documents = documents.size();
        for (List<String> document : documents) {
            document.stream().distinct().forEach(word -> frequencies.merge(word, 1, Integer::sum));
        }
    }

    /**
     * Returns the weight of each word in a document, scaled to a vector of unit length. The vector has length 0 if the document has no
     * words, or if all weights are 0 because each word occurs in all documents ({@link Weighting#LOGARITHMIC} only).
     */
    public Map<String, Double> vector(List<String> words) {
        Map<String, Double> weights = new HashMap<>();
        words.forEach(word -> weights.merge(word, 1.0, Double::sum));
        weights.replaceAll((word, count) ->
                weighting.ofCount(count) * weighting.ofRarity(documents, frequencies.getOrDefault(word, 0)));
        double length = Math.sqrt(
                weights.values().stream().mapToDouble(weight -> weight * weight).sum());
        if (length > 0) {
            weights.replaceAll((word, weight) -> weight / length);
        }
        return weights;
    }

    /** Returns 1 - cosine of two {@link #vector}s, rounded to 12 decimals so that rounding errors neither create nor break ties. */
    public static double distance(Map<String, Double> one, Map<String, Double> other) {
        List<String> shared = new ArrayList<>(one.keySet());
        shared.retainAll(other.keySet());
        double cosine = shared.stream()
                .mapToDouble(word -> one.get(word) * other.get(word))
                .sum();
        return Math.rint((1 - cosine) * 1e12) / 1e12;
    }
}
