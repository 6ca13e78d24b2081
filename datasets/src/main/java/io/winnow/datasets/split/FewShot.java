package io.winnow.datasets.split;

import io.winnow.datasets.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A small training set with a few examples of each label.
 *
 * @param items the chosen items, ascending
 * @param counts number of chosen items of each label
 * @param available number of all items of each label
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record FewShot(int[] items, int[] counts, int[] available) {
    /**
     * Draws examples until each label has at least {@code min(perLabel, its number of examples)} of them. Labels take their turn in rising
     * order of frequency, and an example that was drawn for one label counts for all its labels. With one label per example, exactly
     * {@code perLabel} examples of each label are drawn. The draw depends on keys and seed only.
     *
     * @param keys key of each item (N), all different
     * @param perLabel wanted number of examples of each label, at least 1
     * @throws DataException if two items have the same key
     */
    public static FewShot draw(List<String> keys, Strata labels, int perLabel, long seed) throws DataException {
        if (perLabel < 1) {
            throw new IllegalArgumentException(
                    "A few-shot draw needs at least 1 example per label, found " + perLabel + ".");
        }
        int count = labels.names().size();
        int[] order = KeyOrder.of(keys, seed);
        int[][] places = places(order, labels);
        // equally frequent labels take their turn by their places in the random order, which do not depend on rows
        List<Integer> turns = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(label -> places[label].length)
                        .thenComparing(label -> places[label], Arrays::compare))
                .toList();
        boolean[] chosen = new boolean[keys.size()];
        int[] counts = new int[count];
        for (int label : turns) {
            for (int i = 0; i < places[label].length && counts[label] < perLabel; i++) {
                int item = order[places[label][i]];
                if (!chosen[item]) {
                    chosen[item] = true;
                    Arrays.stream(labels.of()[item]).forEach(each -> counts[each]++);
                }
            }
        }
        return new FewShot(
                IntStream.range(0, chosen.length).filter(i -> chosen[i]).toArray(),
                counts,
                Arrays.stream(places).mapToInt(each -> each.length).toArray());
    }

    /** Returns the places of the items of each label in the random order, ascending. */
    private static int[][] places(int[] order, Strata labels) {
        List<IntStream.Builder> places = new ArrayList<>();
        labels.names().forEach(name -> places.add(IntStream.builder()));
        for (int place = 0; place < order.length; place++) {
            for (int label : labels.of()[order[place]]) {
                places.get(label).add(place);
            }
        }
        return places.stream().map(each -> each.build().toArray()).toArray(int[][]::new);
    }
}
