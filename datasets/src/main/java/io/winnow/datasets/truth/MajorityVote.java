package io.winnow.datasets.truth;

import java.util.Arrays;

/** The probability of a class is its share of the answers. */
public record MajorityVote() implements TruthMethod {
    @Override
    public TruthEstimate estimate(AnswerTable answers) {
        double[] weights = new double[answers.annotators()];
        Arrays.fill(weights, 1);
        double[][] shares = Posteriors.shares(answers);
        for (int i = 0; i < shares.length; i++) {
            if (answers.answers(i) == 0 && answers.known()[i] == AnswerTable.UNKNOWN) {
                Arrays.fill(shares[i], 1.0 / answers.classes());
            }
        }
        return new TruthEstimate(shares, new VoteWeights(weights), 1, true);
    }
}
