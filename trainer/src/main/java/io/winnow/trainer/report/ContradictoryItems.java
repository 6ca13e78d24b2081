package io.winnow.trainer.report;

import io.winnow.datasets.duplicate.NearDuplicates;
import io.winnow.datasets.duplicate.SimilarPair;
import io.winnow.datasets.inspect.Contradictions;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.split.Duplicates;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies and near duplicates whose labels cannot all be right.
 *
 * @param copies sets of items with the same content
 * @param near pairs of near duplicates, most similar first
 */
public record ContradictoryItems(List<int[]> copies, List<SimilarPair> near) {
    /** Finds them among duplicates of labelled items. */
    public static ContradictoryItems of(NearDuplicates found, Labels labels) {
        Map<Long, SimilarPair> byItems = new LinkedHashMap<>();
        found.pairs().forEach(pair -> byItems.put((long) pair.one() << 32 | pair.other(), pair));
        Duplicates pairs = new Duplicates(found.pairs().stream()
                .map(pair -> new int[] {pair.one(), pair.other()})
                .toList());
        return new ContradictoryItems(
                Contradictions.of(found.copies(), labels),
                Contradictions.of(pairs, labels).stream()
                        .map(pair -> byItems.get((long) pair[0] << 32 | pair[1]))
                        .toList());
    }

    /** Returns the first of some copies, and the first one that has another label. */
    static SimilarPair differing(int[] copies, Labels labels) {
        String first = GivenLabel.text(labels, copies[0]);
        int other = Arrays.stream(copies)
                .filter(item -> !GivenLabel.text(labels, item).equals(first))
                .findFirst()
                .orElse(copies[1]);
        return new SimilarPair(copies[0], other, 1);
    }
}
