package io.winnow.datasets.truth;

import java.util.Arrays;

/**
 * Iterative weighted majority voting (Li and Yu, "Error rate bounds and iterative weighted majority voting for crowdsourcing", arXiv
 * 1411.4086): the weight of an annotator is {@code K a - 1}, where a is the share of their answers that equal the present labels. An
 * annotator who is worse than chance counts against the classes that they name.
 */
public record IterativeWeightedVote() implements TruthMethod {
    private static final int ROUNDS = 100;

    @Override
    public TruthEstimate estimate(AnswerTable answers) {
        int[] labels = Posteriors.labels(Posteriors.shares(answers));
        boolean changed = true;
        int round = 0;
        VoteWeights weights = null;
        double[][] posterior = null;
        while (changed && round < ROUNDS) {
            round++;
            weights = new VoteWeights(Arrays.stream(Posteriors.agreement(answers, labels))
                    .map(equal -> answers.classes() * equal - 1)
                    .toArray());
            posterior = Posteriors.weighted(answers, weights);
            int[] next = Posteriors.labels(posterior);
            changed = !Arrays.equals(next, labels);
            labels = next;
        }
        return new TruthEstimate(posterior, weights, round, !changed);
    }
}
