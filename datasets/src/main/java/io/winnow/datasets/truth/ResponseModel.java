package io.winnow.datasets.truth;

import java.util.Arrays;

/** A probabilistic model of how annotators answer, given the true class. */
public sealed interface ResponseModel extends AnnotatorModel permits Accuracies, Confusions, Abilities, Guessing {
    /** Returns the probability that an annotator gives an item the class {@code label} if {@code truth} is its class. */
    double probability(int item, int annotator, int label, int truth);

    /** Divides the factor of the answer out of the posterior. Without any probability left, all classes are equally probable. */
    @Override
    default double[] without(AnswerTable answers, int item, int answer, double[] posterior) {
        double[] others = new double[posterior.length];
        double sum = 0;
        for (int k = 0; k < others.length; k++) {
            others[k] = posterior[k]
                    / Math.max(
                            Double.MIN_NORMAL,
                            probability(item, answers.voters()[answer], answers.labels()[answer], k));
            sum += others[k];
        }
        if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
            Arrays.fill(others, 1.0 / others.length);
            return others;
        }
        for (int k = 0; k < others.length; k++) {
            others[k] /= sum;
        }
        return others;
    }
}
