package io.winnow.trainer.report;

import io.winnow.datasets.inspect.TokenCounter;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.split.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Data to report on. Items are in the order of their parts and keys, so that a report does not depend on the order of files.
 *
 * @param name name of the data
 * @param keys key of each item (N); unique within a part
 * @param split part of each item
 * @param labels what is known of each item (N)
 * @param groups values of each group column by its name (N each); an empty text if an item has none
 * @param items the items
 * @param tokens how texts become tokens; empty if they are no texts or it is not known
 * @param files files and folders that hold the data, by part
 * @param licence licence that the catalog knows; empty if there is none
 * @param notes what was skipped or looked like a mistake when the data were listed, as sentences
 * @param closing closes the data sets
 */
public record ReportData(
        String name,
        List<String> keys,
        Split split,
        Labels labels,
        Map<String, List<String>> groups,
        ItemKind items,
        Optional<TokenCounter> tokens,
        Map<String, List<Path>> files,
        Optional<String> licence,
        List<String> notes,
        Closing closing)
        implements AutoCloseable {
    /** The part that is learned from. */
    static final String TRAIN = "train";
    /** The part that is judged by. */
    static final String TEST = "test";

    /** Closes data sets. */
    @FunctionalInterface
    public interface Closing {
        void close() throws IOException;
    }

    public ReportData {
        keys = List.copyOf(keys);
        notes = List.copyOf(notes);
    }

    int size() {
        return keys.size();
    }

    /** Whether there are both a training and a test part. */
    boolean isSplit() {
        return split.parts().contains(TRAIN) && split.parts().contains(TEST);
    }

    /** Returns the items of a part, ascending; none if there is no such part. */
    int[] items(String part) {
        return split.parts().contains(part) ? split.items(part) : new int[0];
    }

    /** Returns the items that a model would learn from: the training part, or all items if there is none. */
    int[] learned() {
        return split.parts().contains(TRAIN)
                ? split.items(TRAIN)
                : IntStream.range(0, size()).toArray();
    }

    /** Returns the name of an item's part; an empty text if it is in none. */
    String part(int item) {
        int part = split.of()[item];
        return part == Split.NONE ? "" : split.parts().get(part);
    }

    /** Returns names of the items that no two share: their keys, after their parts if several parts use the same keys. */
    List<String> names() {
        Set<String> distinct = new HashSet<>(keys);
        return IntStream.range(0, size())
                .mapToObj(i -> distinct.size() == size() ? keys.get(i) : part(i) + "/" + keys.get(i))
                .toList();
    }

    /** Returns the classes of each item (N, number of its classes); none if its label names no class. */
    int[][] classes() {
        return IntStream.range(0, size())
                .mapToObj(i -> GivenLabel.classes(labels, i))
                .toArray(int[][]::new);
    }

    /** Returns whether each item has a class (N). */
    static boolean[] members(int[][] classes, int wanted) {
        boolean[] members = new boolean[classes.length];
        for (int i = 0; i < members.length; i++) {
            members[i] = Arrays.stream(classes[i]).anyMatch(each -> each == wanted);
        }
        return members;
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }
}
