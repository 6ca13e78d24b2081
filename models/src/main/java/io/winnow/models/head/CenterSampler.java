package io.winnow.models.head;

import java.util.Arrays;

/**
 * Samples the class centers that a training step uses: all positives of the batch, and negatives drawn uniformly without replacement from
 * the other centers. This is the sampling of Partial FC (An et al., CVPR 2022), except that the number of negatives is fixed and does not
 * shrink when the batch has more positives. Time and memory grow with the size of the sample, not with the number of centers.
 *
 * @param centers number of centers k
 * @param negatives number of negatives to draw; if fewer centers remain besides the positives, all of them are taken
 */
record CenterSampler(int centers, int negatives) {
    /**
     * The sampled centers of one step.
     *
     * @param rows (S) numbers of the sampled centers, ascending
     * @param positives (B * l) for each example, the indices of its own centers in {@code rows}
     */
    @SuppressWarnings("ArrayRecordComponent") // The arrays are only copied to the device; nothing compares them.
    record Sample(long[] rows, long[] positives) {}

    /**
     * Draws the centers of one step.
     *
     * @param labels (B * l) center numbers: the positives of the batch
     * @param key random seed; equal keys give equal draws
     * @throws IllegalArgumentException if a label is not in [0, centers)
     */
    Sample sample(int[] labels, long key) {
        int[] distinct = Arrays.stream(labels).sorted().distinct().toArray();
        if (distinct.length > 0 && (distinct[0] < 0 || distinct[distinct.length - 1] >= centers)) {
            throw new IllegalArgumentException("Labels must be center numbers in [0, " + centers + "); found "
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
     * Merges the positives with the drawn negatives. A negative is drawn as a rank n among the centers that are not positives; its center
     * number is n plus the number of positives that precede it.
     *
     * @param positives center numbers, ascending
     * @param drawn ranks of the negatives, ascending, in [0, centers - positives.length)
     * @return center numbers, ascending
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
