package io.winnow.datasets.truth;

import java.util.Arrays;

/**
 * Zero-based skill: the weight of each annotator starts slightly above chance and moves, by smaller and smaller steps, towards the share of
 * their answers that equal the weighted majority's.
 */
public record ZeroBasedSkill() implements TruthMethod {
    private static final int ROUNDS = 100;
    private static final int HALVING = 20;
    private static final double ABOVE_CHANCE = 1e-5;

    @Override
    public TruthEstimate estimate(AnswerTable answers) {
        double[] skills = new double[answers.annotators()];
        Arrays.fill(skills, 1.0 / answers.classes() + ABOVE_CHANCE);
        VoteWeights weights = new VoteWeights(skills);
        double rate = 1;
        for (int round = 1; round <= ROUNDS; round++) {
            rate /= round % HALVING == 0 ? 2 : 1;
            double[] equal = Posteriors.agreement(answers, Posteriors.labels(Posteriors.weighted(answers, weights)));
            for (int a = 0; a < skills.length; a++) {
                skills[a] += rate * (equal[a] - skills[a]);
            }
        }
        return new TruthEstimate(Posteriors.weighted(answers, weights), weights, ROUNDS, true);
    }
}
