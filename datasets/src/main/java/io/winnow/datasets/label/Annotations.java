package io.winnow.datasets.label;

import java.util.Arrays;
import java.util.List;

/**
 * The labels that several annotators gave to items. An annotator need not label every item.
 *
 * @param items names of the items (N), in the order of the file
 * @param annotators names of the annotators (A)
 * @param classNames names of the classes (K)
 * @param labels class numbers of shape (N, A), or -1 if the annotator did not label the item; each item has at least one label
 */
@SuppressWarnings("ArrayRecordComponent") // a table of data; never compared
public record Annotations(List<String> items, List<String> annotators, List<String> classNames, int[][] labels) {
    /** The label of an item that an annotator did not label. */
    public static final int NONE = -1;

    /** The share of each item's annotators that chose each class, of shape (N, K). */
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
