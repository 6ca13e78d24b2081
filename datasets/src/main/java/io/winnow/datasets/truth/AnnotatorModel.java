package io.winnow.datasets.truth;

/** How a method sees the annotators. */
public sealed interface AnnotatorModel permits ResponseModel, VoteWeights, AveragedVotes {
    /**
     * Returns the probabilities of an item's classes without one of its answers (K): what the others say. The item's class must not be
     * known.
     *
     * @param answer position of the answer in the table
     * @param posterior probabilities with this answer (K)
     */
    double[] without(AnswerTable answers, int item, int answer, double[] posterior);
}
