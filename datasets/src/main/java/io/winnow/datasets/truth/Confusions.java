package io.winnow.datasets.truth;

/**
 * Each annotator has a confusion matrix.
 *
 * @param confusion matrices of shape (A, K, K): [a, i, j] is the probability that annotator a labels an item of class i as j
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record Confusions(double[][][] confusion) implements ResponseModel {
    @Override
    public double probability(int item, int annotator, int label, int truth) {
        return confusion[annotator][truth][label];
    }
}
