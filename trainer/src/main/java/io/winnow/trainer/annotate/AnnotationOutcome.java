package io.winnow.trainer.annotate;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What several annotators said of items.
 *
 * @param keys names of the items (N)
 * @param labels the labels (K)
 * @param annotators names of the annotators (A)
 * @param probabilities class probabilities (A, N, K); null where an annotator gave no usable answer
 */
@SuppressWarnings("ArrayRecordComponent") // a table of data; never compared
public record AnnotationOutcome(
        List<String> keys, List<String> labels, List<String> annotators, double[][][] probabilities) {
    public AnnotationOutcome {
        keys = List.copyOf(keys);
        labels = List.copyOf(labels);
        annotators = List.copyOf(annotators);
    }

    /** Returns the number of items without a usable answer of an annotator. */
    public int missing(int annotator) {
        return (int)
                Arrays.stream(probabilities[annotator]).filter(Objects::isNull).count();
    }

    /** Returns the mean of the probabilities of all annotators for an item (K); null if none gave a usable answer. */
    public double[] mean(int item) {
        double[] mean = new double[labels.size()];
        int count = 0;
        for (double[][] own : probabilities) {
            if (own[item] != null) {
                count++;
                for (int k = 0; k < mean.length; k++) {
                    mean[k] += own[item][k];
                }
            }
        }
        if (count == 0) {
            return null;
        }
        for (int k = 0; k < mean.length; k++) {
            mean[k] /= count;
        }
        return mean;
    }
}
