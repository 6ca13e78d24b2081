package io.winnow.datasets.interaction;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which users chose which items. Users and items are numbered in the order in which they first occur in the file.
 *
 * @param name a short name for messages
 * @param users ids of the users (M)
 * @param items ids of the items (N)
 * @param itemNames what people call the items (N): their ids where the file has no names
 * @param train items of each user to train on (M, ..), ascending and without repetition
 * @param validation further items of each user to choose settings and epochs by
 * @param test further items of each user to evaluate on
 * @param notes what was left out or joined while the file was read, as sentences
 * @param fingerprint SHA-256 (hex) of the file
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
public record Interactions(
        String name,
        List<String> users,
        List<String> items,
        List<String> itemNames,
        int[][] train,
        int[][] validation,
        int[][] test,
        List<String> notes,
        String fingerprint) {
    /** Returns the number of pairs of a part. */
    public static int count(int[][] part) {
        return Arrays.stream(part).mapToInt(each -> each.length).sum();
    }

    /** Returns how many users chose each item in the training pairs (N). */
    public int[] popularity() {
        int[] counts = new int[items.size()];
        for (int[] chosen : train) {
            for (int item : chosen) {
                counts[item]++;
            }
        }
        return counts;
    }

    /**
     * Returns a SHA-256 (hex) of the validation and test pairs, by which results are judged: with others, metrics do not compare. It does not
     * depend on the order of the file, nor on users who have only training pairs.
     */
    public String judges() {
        Fingerprint all = new Fingerprint();
        int[] byId = IntStream.range(0, users.size())
                .boxed()
                .sorted(Comparator.comparing(users::get))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int[][] part : List.of(validation, test)) {
            int[] judged =
                    Arrays.stream(byId).filter(user -> part[user].length > 0).toArray();
            all.add((long) judged.length);
            for (int user : judged) {
                all.add(users.get(user)).add((long) part[user].length);
                Arrays.stream(part[user])
                        .mapToObj(items::get)
                        .sorted()
                        .forEach(item -> all.add(item).add(0L));
            }
        }
        return all.hex();
    }

    /** Returns the items of each user that are in either of two parts, ascending. */
    public static int[][] union(int[][] a, int[][] b) {
        int[][] both = new int[a.length][];
        for (int user = 0; user < a.length; user++) {
            both[user] = Arrays.copyOf(a[user], a[user].length + b[user].length);
            System.arraycopy(b[user], 0, both[user], a[user].length, b[user].length);
            Arrays.sort(both[user]);
        }
        return both;
    }
}
