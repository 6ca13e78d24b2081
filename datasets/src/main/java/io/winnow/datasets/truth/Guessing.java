package io.winnow.datasets.truth;

/**
 * An annotator either knows the true class and says it, or draws a class from a habit of their own.
 *
 * @param knows probability of knowing of each annotator (A)
 * @param habits probability of each class when the annotator guesses, of shape (A, K); each row sums to 1
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record Guessing(double[] knows, double[][] habits) implements ResponseModel {
    @Override
    public double probability(int item, int annotator, int label, int truth) {
        return (1 - knows[annotator]) * habits[annotator][label] + (label == truth ? knows[annotator] : 0);
    }
}
