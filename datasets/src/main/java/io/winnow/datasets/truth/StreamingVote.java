package io.winnow.datasets.truth;

import java.util.Arrays;

/**
 * Fast streaming Bayesian inference (fast SBIC; Manino, Tran-Thanh and Jennings, "Streaming Bayesian inference for crowdsourced
 * classification", NeurIPS 2019), carried from two classes to K. It passes over the answers once, in the order of their arrival
 * ({@link OnlineTruth}), and then weighs all answers once more by the last estimates of the annotators' accuracies.
 *
 * @param forget weight that an annotator's answer loses with each later answer of theirs, in (0, 1]; below 1 if abilities drift
 */
public record StreamingVote(double forget) implements TruthMethod {
    public StreamingVote {
        if (!(forget > 0 && forget <= 1)) {
            throw new IllegalArgumentException("forget must be above 0 and at most 1, found " + forget + ".");
        }
    }

    @Override
    public TruthEstimate estimate(AnswerTable answers) {
        OnlineTruth online = OnlineTruth.over(answers, forget);
        double[] right = online.accuracies();
        double[][] posterior = Posteriors.shares(answers);
        Posteriors.expect(answers, posterior, (item, logs) -> {
            Arrays.fill(logs, 0);
            for (int v = answers.starts()[item]; v < answers.starts()[item + 1]; v++) {
                logs[answers.labels()[v]] += Accuracies.logOdds(right[answers.voters()[v]], answers.classes());
            }
        });
        return new TruthEstimate(posterior, new Accuracies(right, answers.classes()), 1, true);
    }
}
