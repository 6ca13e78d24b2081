package io.winnow.trainer.loop;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.select.Vectors;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The items that a classifier is fitted to: those with a label that are not for testing.
 *
 * @param rows their rows, ascending
 * @param labels label of each
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
record Training(LoopTask task, int[] rows, List<int[]> labels) {
    static Training of(LabelState state, ItemTable items, Set<String> test) {
        int[] rows = state.labels().keySet().stream()
                .mapToInt(Integer::intValue)
                .filter(row -> !test.contains(items.get(row).id()))
                .sorted()
                .toArray();
        return new Training(
                state.task(),
                rows,
                IntStream.of(rows).mapToObj(row -> state.labels().get(row)).toList());
    }

    int size() {
        return rows.length;
    }

    /** Whether a classifier can be fitted: there are different labels. */
    boolean isEnough() {
        return task.isEnough(labels);
    }

    /** Fits a classifier and returns the probabilities of all items (N, K). */
    Vectors probabilities(Vectors vectors, int classes, NDManager manager) {
        try (LoopClassifier classifier = new LoopClassifier(vectors, manager)) {
            return task.probabilities(classifier, rows, labels, classes);
        }
    }
}
