package io.winnow.datasets.inspect;

import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.split.Duplicates;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Items with exactly the same content: equal texts, files with the same SHA-256, or rows with equal cells.
 *
 * @param contents number of contents that occur more than once
 * @param repeated number of items that repeat an earlier one
 * @param examples the first of these contents, at most five
 * @param contradictions contents whose items have labels that cannot all be right, by the names of the labels; only labels of which there
 *     are any
 */
public record CopyReport(
        int contents, int repeated, List<ItemSet> examples, Map<String, Contradiction> contradictions) {
    public CopyReport {
        examples = List.copyOf(examples);
        contradictions = Collections.unmodifiableMap(new LinkedHashMap<>(contradictions));
    }

    /**
     * Contents whose items have labels that cannot all be right.
     *
     * @param contents number of these contents
     * @param examples the first of them, at most five
     */
    public record Contradiction(int contents, List<ItemSet> examples) {
        public Contradiction {
            examples = List.copyOf(examples);
        }
    }

    static CopyReport of(Duplicates duplicates, DescribedData data) {
        Map<String, Contradiction> contradictions = new LinkedHashMap<>();
        data.labels().forEach((name, labels) -> {
            List<int[]> sets = Contradictions.of(duplicates, labels);
            if (!sets.isEmpty()) {
                contradictions.put(name, new Contradiction(sets.size(), ItemSet.first(sets, data.keys())));
            }
        });
        return new CopyReport(
                duplicates.sets().size(),
                duplicates.repeated(),
                ItemSet.first(duplicates.sets(), data.keys()),
                contradictions);
    }
}
