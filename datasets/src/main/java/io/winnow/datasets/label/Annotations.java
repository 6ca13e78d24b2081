package io.winnow.datasets.label;

import java.util.List;

/**
 * The labels that several annotators gave to items. An annotator need not label every item. Only the labels that were given are stored,
 * since each of thousands of annotators may label few of the items.
 *
 * @param items names of the items (N), in the order of the file
 * @param annotators names of the annotators (A)
 * @param classNames names of the classes (K)
 * @param voters for each item, the numbers of the annotators who labelled it, ascending (N, V) with V at least 1 and different for each item
 * @param labels the class numbers that these annotators gave (N, V)
 */
@SuppressWarnings("ArrayRecordComponent") // a table of data; never compared
public record Annotations(
        List<String> items, List<String> annotators, List<String> classNames, int[][] voters, int[][] labels) {
    /** The share of each item's annotators that chose each class, of shape (N, K). */
    public double[][] votes() {
        double[][] votes = new double[labels.length][classNames.size()];
        for (int i = 0; i < labels.length; i++) {
            for (int label : labels[i]) {
                votes[i][label] += 1.0 / labels[i].length;
            }
        }
        return votes;
    }
}
