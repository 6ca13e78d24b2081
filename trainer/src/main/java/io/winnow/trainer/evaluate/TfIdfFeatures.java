package io.winnow.trainer.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts as rows of tf-idf weights ({@link TfIdf.Weighting#SUBLINEAR}) over the terms of the training texts, scaled to unit length. The terms
 * are words, which are runs of at least two letters, digits or underscores in lower case, and, if wanted, pairs of consecutive words. A text
 * without any known term is a row of zeros.
 */
public final class TfIdfFeatures {
    private static final Pattern WORD = Pattern.compile("\\w{2,}", Pattern.UNICODE_CHARACTER_CLASS);

    private final boolean pairs;
    private final List<String> vocabulary;
    private final Map<String, Integer> columns = new HashMap<>();
    private final double[] idf;

    private TfIdfFeatures(boolean pairs, List<String> vocabulary, double[] idf) {
        this.pairs = pairs;
        this.vocabulary = vocabulary;
        this.idf = idf;
        for (int i = 0; i < idf.length; i++) {
            columns.put(vocabulary.get(i), i);
        }
    }

    /**
     * Collects the terms of training texts and counts the texts in which each occurs.
     *
     * @param pairs whether pairs of words are terms as well
     * @param fewest number of texts that must have a term, at least 1
     */
    public static TfIdfFeatures fit(List<String> texts, boolean pairs, int fewest) {
        Map<String, Integer> counts = new HashMap<>();
        texts.forEach(text -> counts(text, pairs).keySet().forEach(term -> counts.merge(term, 1, Integer::sum)));
        counts.values().removeIf(count -> count < fewest);
        List<String> vocabulary = new ArrayList<>(counts.keySet());
        Collections.sort(vocabulary);
        double[] idf = vocabulary.stream()
                .mapToDouble(term -> TfIdf.Weighting.SUBLINEAR.ofRarity(texts.size(), counts.get(term)))
                .toArray();
        return new TfIdfFeatures(pairs, List.copyOf(vocabulary), idf);
    }

    /** The terms in alphabetical order, which is the order of the columns. */
    public List<String> vocabulary() {
        return vocabulary;
    }

    /** The inverse document frequency of a column. */
    public double idf(int column) {
        return idf[column];
    }

    /** Returns a row for each text (N, D), where D is the size of the vocabulary. */
    public SparseRows rows(List<String> texts) {
        return SparseRows.of(texts.stream().map(this::row).toList(), idf.length);
    }

    private SparseRows.Row row(String text) {
        Map<Integer, Double> weights = new TreeMap<>();
        counts(text, pairs).forEach((term, count) -> {
            Integer column = columns.get(term);
            if (column != null) {
                weights.put(column, TfIdf.Weighting.SUBLINEAR.ofCount(count) * idf[column]);
            }
        });
        double length = Math.sqrt(
                weights.values().stream().mapToDouble(weight -> weight * weight).sum());
        return new SparseRows.Row(
                weights.keySet().stream().mapToInt(Integer::intValue).toArray(),
                weights.values().stream().mapToDouble(weight -> weight / length).toArray());
    }

    private static Map<String, Integer> counts(String text, boolean pairs) {
        Map<String, Integer> counts = new HashMap<>();
        String before = null;
        for (Matcher words = WORD.matcher(text.toLowerCase(Locale.ROOT)); words.find(); ) {
            String word = words.group();
            counts.merge(word, 1, Integer::sum);
            if (pairs && before != null) {
                counts.merge(before + " " + word, 1, Integer::sum);
            }
            before = word;
        }
        return counts;
    }
}
