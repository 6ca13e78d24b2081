package io.winnow.models.head;

import java.util.Arrays;

/**
 * Chooses the class centers of a step (Partial FC, CVPR 2022, with a quota of their own for negatives): all positives of the batch, and
 * negatives drawn uniformly without replacement from the rest. Work and memory grow with what is chosen, not with the number of centers.
 *
 * @param centers number of centers k
 * @param negatives how many are drawn, at most those that are no positive of the batch
 */
record CenterSampler(int centers, int negatives) {
    /**
     * The centers of one step.
     *
     * @param rows (S) ascending center numbers
     * @param positives (B, l) for each example the places of its own centers in {@code rows}
     */
    @SuppressWarnings("ArrayRecordComponent") // buffers on their way to the device; never compared
    record Sample(long[] rows, long[] positives) {}

    /**
     * @param labels (B * l) center numbers, the positives of the batch
     * @param key decides the draw
     */
    Sample sample(int[] labels, long key) {
        int[] distinct = Arrays.stream(labels).sorted().distinct().toArray();
        if (distinct.length > 0 && (distinct[0] < 0 || distinct[distinct.length - 1] >= centers)) {
            throw new IllegalArgumentException("Labels are center numbers in [0, " + centers + "); found "
                    + (distinct[0] < 0 ? distinct[0] : distinct[distinct.length - 1]) + ".");
        }
        int rest = centers - distinct.length;
        int[] drawn = Subsets.draw(rest, Math.min(negatives, rest), key);
        long[] rows = merge(distinct, drawn);
        long[] places = new long[labels.length];
        for (int i = 0; i < labels.length; i++) {
            places[i] = Arrays.binarySearch(rows, labels[i]);
        }
        return new Sample(rows, places);
    }

    /**
     * The positives, and the drawn among the others: the n-th center that is no positive has n plus the number of positives before it.
     *
     * @param positives ascending
     * @param drawn ascending, in [0, centers - positives.length)
     */
    private static long[] merge(int[] positives, int[] drawn) {
        long[] rows = new long[positives.length + drawn.length];
        int passed = 0;
        int next = 0;
        for (int rank : drawn) {
            while (passed < positives.length && positives[passed] <= rank + passed) {
                rows[next++] = positives[passed++];
            }
            rows[next++] = (long) rank + passed;
        }
        while (passed < positives.length) {
            rows[next++] = positives[passed++];
        }
        return rows;
    }
}
