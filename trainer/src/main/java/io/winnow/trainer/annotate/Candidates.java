package io.winnow.trainer.annotate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The different labels that items were given, by annotators and by others. */
public final class Candidates {
    private final List<String> labels;
    private final Map<String, Map<Integer, Integer>> counts = new HashMap<>();

    /** @param labels the labels that can be chosen (K) */
    public Candidates(List<String> labels) {
        this.labels = List.copyOf(labels);
    }

    /**
     * Adds a label of an item.
     *
     * @return false if it is none that can be chosen
     */
    public boolean add(String key, String label) {
        int number = labels.indexOf(label);
        if (number >= 0) {
            counts.computeIfAbsent(key, each -> new LinkedHashMap<>()).merge(number, 1, Integer::sum);
        }
        return number >= 0;
    }

    /** Returns the labels of each item, those that it was given most often first; none for an item that is unknown. */
    public List<int[]> of(AnnotatedItems items) {
        List<int[]> all = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            all.add(counts.getOrDefault(items.key(i), Map.of()).entrySet().stream()
                    .sorted(Map.Entry.<Integer, Integer>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .mapToInt(Map.Entry::getKey)
                    .toArray());
        }
        return all;
    }
}
