package io.winnow.datasets.label;

import java.util.Arrays;
import java.util.List;

/**
 * What several annotators said of items; not each of each.
 *
 * @param items names (N), in the order of the file
 * @param annotators names (A)
 * @param classNames (K)
 * @param labels (N, A) classes, -1 where an annotator said nothing; each item has one at least
 */
@SuppressWarnings("ArrayRecordComponent") // a table of data; never compared
public record Annotations(List<String> items, List<String> annotators, List<String> classNames, int[][] labels) {
    /** Of an annotator who said nothing. */
    public static final int NONE = -1;

    /** Of each item the share of its annotators that say each class (N, K). */
    public double[][] votes() {
        double[][] votes = new double[labels.length][classNames.size()];
        for (int i = 0; i < labels.length; i++) {
            double count =
                    Arrays.stream(labels[i]).filter(label -> label != NONE).count();
            for (int label : labels[i]) {
                if (label != NONE) {
                    votes[i][label] += 1 / count;
                }
            }
        }
        return votes;
    }
}
