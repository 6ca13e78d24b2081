package io.winnow.datasets.label;

import io.winnow.datasets.random.Permutation;
import java.util.Arrays;
import java.util.List;

/**
 * The labels that several annotators gave to items. An annotator need not label every item. Only the labels that were given are stored,
 * since each of thousands of annotators may label few of the items.
 *
 * @param items names of the items (N), in the order of the file
 * @param annotators names of the annotators (A)
 * @param classNames names of the classes (K)
 * @param voters for each item, the numbers of the annotators who labelled it, ascending (N, V), where V is different for each item
 * @param labels the class numbers that these annotators gave (N, V)
 * @param arrivals rank of each of these labels in the order of their arrival: each number below their total count once (N, V)
 */
@SuppressWarnings("ArrayRecordComponent") // a table of data; never compared
public record Annotations(
        List<String> items,
        List<String> annotators,
        List<String> classNames,
        int[][] voters,
        int[][] labels,
        int[][] arrivals) {
    /** Labels of which it is not known when they arrived: in a random order, since files are often sorted by item or by annotator. */
    public Annotations(
            List<String> items, List<String> annotators, List<String> classNames, int[][] voters, int[][] labels) {
        this(items, annotators, classNames, voters, labels, randomOrder(labels));
    }

    private static int[][] randomOrder(int[][] labels) {
        int[] ranks =
                Permutation.of(Arrays.stream(labels).mapToInt(own -> own.length).sum(), LabelStreams.ARRIVALS);
        int[][] arrivals = new int[labels.length][];
        int next = 0;
        for (int i = 0; i < arrivals.length; i++) {
            arrivals[i] = Arrays.copyOfRange(ranks, next, next + labels[i].length);
            next += labels[i].length;
        }
        return arrivals;
    }

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
