package io.winnow.datasets.split;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a part that is learned from and a part that is judged by have in common.
 *
 * @param train name of the part that is learned from
 * @param test name of the part that is judged by
 * @param testItems number of items of the latter
 * @param groups the groups with items in both parts, as the items of these parts, ascending
 * @param testItemsWithMates number of test items that have an item of their group in the training part
 * @param copies the contents with items in both parts, as the items of these parts, ascending
 * @param testItemsWithCopies number of test items whose content is in the training part as well
 */
public record Leaks(
        String train,
        String test,
        int testItems,
        List<int[]> groups,
        int testItemsWithMates,
        List<int[]> copies,
        int testItemsWithCopies) {
    private static final int SHOWN = 5;

    public Leaks {
        groups = List.copyOf(groups);
        copies = List.copyOf(copies);
    }

    /**
     * Finds the leaks of a split.
     *
     * @param groups groups that the group columns give, without regard to copies
     * @param duplicates items with the same content
     */
    public static Leaks of(Split split, String train, String test, Groups groups, Duplicates duplicates) {
        int trainPart = split.number(train);
        int testPart = split.number(test);
        List<int[]> shared = shared(Arrays.asList(groups.members()), split, trainPart, testPart);
        List<int[]> copies = shared(duplicates.sets(), split, trainPart, testPart);
        return new Leaks(
                train,
                test,
                split.sizes()[testPart],
                shared,
                count(shared, split, testPart),
                copies,
                count(copies, split, testPart));
    }

    public boolean isClean() {
        return groups.isEmpty() && copies.isEmpty();
    }

    /**
     * Checks that there are no leaks.
     *
     * @param keys keys of all items (N), for the message
     * @throws DataException if there are any; it names the first ones
     */
    public void requireNone(List<String> keys) throws DataException {
        if (isClean()) {
            return;
        }
        List<String> found = new ArrayList<>();
        if (!groups.isEmpty()) {
            found.add(Plural.of(groups.size(), "group has", "groups have") + " items in both (" + examples(groups, keys)
                    + "), so " + testItemsWithMates + " of " + testItems + " items of " + test
                    + " have a group mate in " + train);
        }
        if (!copies.isEmpty()) {
            found.add(Plural.of(copies.size(), "content is", "contents are") + " in both (" + examples(copies, keys)
                    + "), so " + testItemsWithCopies + " of " + testItems + " items of " + test
                    + " are copies of items of "
                    + train);
        }
        throw new DataException("The given split leaks from " + train + " to " + test + ": "
                + String.join("; ", found)
                + ". Scores on such a split are too high. Let the data be split by group, or set allow_leaks: true.");
    }

    private static String examples(List<int[]> shared, List<String> keys) {
        return shared.stream()
                        .limit(SHOWN)
                        .map(items -> Arrays.stream(items)
                                        .limit(SHOWN)
                                        .mapToObj(keys::get)
                                        .collect(Collectors.joining(", "))
                                + (items.length > SHOWN ? ", .." : ""))
                        .collect(Collectors.joining("; "))
                + (shared.size() > SHOWN ? "; .." : "");
    }

    private static List<int[]> shared(List<int[]> sets, Split split, int trainPart, int testPart) {
        return sets.stream()
                .map(items -> Arrays.stream(items)
                        .filter(i -> split.of()[i] == trainPart || split.of()[i] == testPart)
                        .toArray())
                .filter(items -> count(items, split, trainPart) > 0 && count(items, split, testPart) > 0)
                .toList();
    }

    private static int count(List<int[]> sets, Split split, int part) {
        return sets.stream().mapToInt(items -> count(items, split, part)).sum();
    }

    private static int count(int[] items, Split split, int part) {
        return (int) IntStream.of(items).filter(i -> split.of()[i] == part).count();
    }
}
