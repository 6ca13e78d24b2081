package io.winnow.datasets.truth;

/**
 * Worker agreement with aggregate (wawa): the weight of an annotator is the share of their answers that equal the majority's. An item whose
 * weights sum to 0 keeps the shares of its answers.
 */
public record WorkerAgreement() implements TruthMethod {
    @Override
    public TruthEstimate estimate(AnswerTable answers) {
        int[] majority = Posteriors.labels(Posteriors.shares(answers));
        VoteWeights weights = new VoteWeights(Posteriors.agreement(answers, majority));
        return new TruthEstimate(Posteriors.weighted(answers, weights), weights, 1, true);
    }
}
