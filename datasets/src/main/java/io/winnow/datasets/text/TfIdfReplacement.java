package io.winnow.datasets.text;

import io.winnow.datasets.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replacement of the words of a text that say little by other words that say little (Xie et al., "Unsupervised Data Augmentation for
 * Consistency Training", arXiv 1904.12848, appendix; uda.md). In a text of n words, a word w that occurs tf times has the score
 * c(w) = tf / n * ln(N / df), where df of N documents have the word.
 *
 * @param <W> a word
 */
public final class TfIdfReplacement<W> {
    private final int documents;
    private final Map<W, Integer> frequencies;
    private final List<W> words;
    /** Sums of the weights of the words up to each one. */
    private final double[] cumulative;

    private TfIdfReplacement(int documents, Map<W, Integer> frequencies, List<W> words, double[] cumulative) {
        this.documents = documents;
        this.frequencies = frequencies;
        this.words = words;
        this.cumulative = cumulative;
    }

    /**
     * Measures the words of documents. The weight of a word in draws is max S - S(w), where S(w) is the sum of its scores over all
     * documents, so that a word with the largest sum is never drawn.
     *
     * @param order order of the words, see {@link #draw}; equal words are in the order of their first occurrence
     */
    public static <W> TfIdfReplacement<W> fit(Collection<List<W>> documents, Comparator<W> order) {
        Map<W, Integer> frequencies = new LinkedHashMap<>();
        for (List<W> document : documents) {
            counts(document).keySet().forEach(word -> frequencies.merge(word, 1, Integer::sum));
        }
        List<W> words = new ArrayList<>(frequencies.keySet());
        words.sort(order);
        TfIdfReplacement<W> measured =
                new TfIdfReplacement<>(documents.size(), Map.copyOf(frequencies), List.copyOf(words), new double[0]);
        Map<W, Double> sums = new HashMap<>();
        for (List<W> document : documents) {
            measured.scores(document).forEach((word, score) -> sums.merge(word, score, Double::sum));
        }
        double most =
                sums.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double[] cumulative =
                words.stream().mapToDouble(word -> most - sums.get(word)).toArray();
        Arrays.parallelPrefix(cumulative, Double::sum);
        return new TfIdfReplacement<>(measured.documents, measured.frequencies, measured.words, cumulative);
    }

    /** The words that can be drawn, in order. */
    public List<W> words() {
        return words;
    }

    /** Inverse document frequency of a word. One that no document has counts as rare as one that a single document has. */
    public double idf(W word) {
        return Math.log((double) documents / frequencies.getOrDefault(word, 1));
    }

    private Map<W, Double> scores(List<W> document) {
        Map<W, Double> scores = new LinkedHashMap<>();
        counts(document).forEach((word, count) -> scores.put(word, (double) count / document.size() * idf(word)));
        return scores;
    }

    private static <W> Map<W, Integer> counts(List<W> document) {
        Map<W, Integer> counts = new LinkedHashMap<>();
        document.forEach(word -> counts.merge(word, 1, Integer::sum));
        return counts;
    }

    /**
     * Returns the probability with which each word of a text is replaced: min(1, p n (C - c(w)) / sum (C - c(w'))), where C is the largest
     * score in the text and the sum is over its n words. If all scores are equal, no word is replaced.
     *
     * @param share the share p of the words that is replaced on average, unless probabilities are cut at 1
     */
    public double[] probabilities(List<W> text, double share) {
        Map<W, Double> scores = scores(text);
        double most =
                scores.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double[] distances =
                text.stream().mapToDouble(word -> most - scores.get(word)).toArray();
        double sum = Arrays.stream(distances).sum();
        return Arrays.stream(distances)
                .map(distance -> sum == 0 ? 0 : Math.min(1, share * distances.length * distance / sum))
                .toArray();
    }

    /**
     * Draws one of the first words of {@link #words} by their weights.
     *
     * @param first number of these words
     * @return empty if none of them has a weight above 0
     */
    public Optional<W> draw(CounterRandom random, int first) {
        double all = first == 0 ? 0 : cumulative[first - 1];
        if (all <= 0) {
            return Optional.empty();
        }
        double place = random.nextDouble(0, all);
        int low = 0;
        int high = first - 1;
        while (low < high) { // the first word whose sum exceeds the place
            int middle = (low + high) >>> 1;
            if (cumulative[middle] > place) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return Optional.of(words.get(low));
    }

    /** The probability that a word is drawn among all words. */
    double share(int word) {
        double before = word == 0 ? 0 : cumulative[word - 1];
        return (cumulative[word] - before) / cumulative[cumulative.length - 1];
    }
}
