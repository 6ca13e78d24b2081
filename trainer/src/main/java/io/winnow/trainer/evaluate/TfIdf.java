package io.winnow.trainer.evaluate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Cosines of documents by term frequency times inverse document frequency (Salton and Buckley 1988). */
public final class TfIdf {
    /** How words weigh. */
    public enum Weighting {
        /** tf * (ln((1 + n) / (1 + df)) + 1). */
        RAW,
        /** (1 + ln tf) * ln((1 + n) / (1 + df)). */
        LOGARITHMIC
    }

    private final Weighting weighting;
    private final int documents;
    private final Map<String, Integer> frequencies = new HashMap<>();

    /**
     * Counts in how many documents each word stands.
     *
     * @param documents words of each
     */
    public TfIdf(Weighting weighting, List<List<String>> documents) {
        this.weighting = weighting;
        this.documents = documents.size();
        for (List<String> document : documents) {
            document.stream().distinct().forEach(word -> frequencies.merge(word, 1, Integer::sum));
        }
    }

    /** A document's weights, of length 1; a document without words, or whose words stand everywhere, has length 0. */
    public Map<String, Double> vector(List<String> words) {
        Map<String, Double> weights = new HashMap<>();
        words.forEach(word -> weights.merge(word, 1.0, Double::sum));
        weights.replaceAll((word, count) -> {
            double rarity = Math.log((1.0 + documents) / (1.0 + frequencies.getOrDefault(word, 0)));
            return weighting == Weighting.RAW ? count * (rarity + 1) : (1 + Math.log(count)) * rarity;
        });
        double length = Math.sqrt(
                weights.values().stream().mapToDouble(weight -> weight * weight).sum());
        if (length > 0) {
            weights.replaceAll((word, weight) -> weight / length);
        }
        return weights;
    }

    /** 1 - the cosine of two {@link #vector}s, rounded to 12 decimals so that rounding neither makes nor breaks ties. */
    public static double distance(Map<String, Double> one, Map<String, Double> other) {
        List<String> shared = new ArrayList<>(one.keySet());
        shared.retainAll(other.keySet());
        double cosine = shared.stream()
                .mapToDouble(word -> one.get(word) * other.get(word))
                .sum();
        return Math.rint((1 - cosine) * 1e12) / 1e12;
    }
}
