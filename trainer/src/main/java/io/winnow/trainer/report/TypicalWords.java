package io.winnow.trainer.report;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Words that are typical of each class: the largest products of their frequency in the class and the logarithm of how few texts have them. */
final class TypicalWords {
    private static final int SHOWN = 5;

    private TypicalWords() {}

    /**
     * Returns the words of each class (K, at most 5).
     *
     * @param texts texts in lower case with single blanks (N)
     * @param items the texts that count
     * @param classes classes of each text (N)
     */
    static List<List<String>> of(List<String> texts, int[] items, int[][] classes, int classCount) {
        Map<String, Integer> documents = new HashMap<>();
        List<Map<String, Integer>> counts = IntStream.range(0, classCount)
                .<Map<String, Integer>>mapToObj(k -> new HashMap<>())
                .toList();
        for (int item : items) {
            String[] words = texts.get(item).split("[^\\p{L}\\p{N}]+");
            for (String word : new HashSet<>(Arrays.asList(words))) {
                documents.merge(word, 1, Integer::sum);
            }
            for (String word : words) {
                for (int k : classes[item]) {
                    if (!word.isEmpty()) {
                        counts.get(k).merge(word, 1, Integer::sum);
                    }
                }
            }
        }
        return counts.stream()
                .map(own -> own.entrySet().stream()
                        .sorted((a, b) -> {
                            int byWeight = Double.compare(
                                    weight(b, documents, items.length), weight(a, documents, items.length));
                            return byWeight != 0 ? byWeight : a.getKey().compareTo(b.getKey());
                        })
                        .limit(SHOWN)
                        .map(Map.Entry::getKey)
                        .toList())
                .toList();
    }

    private static double weight(Map.Entry<String, Integer> word, Map<String, Integer> documents, int texts) {
        return word.getValue() * Math.log((double) texts / documents.get(word.getKey()));
    }
}
