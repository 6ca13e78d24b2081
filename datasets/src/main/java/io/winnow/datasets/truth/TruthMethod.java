package io.winnow.datasets.truth;

/**
 * Infers the class of each item from the answers of several annotators. The formulas are those of truth-inference.md; q[i, k] is the
 * probability that item i has class k.
 */
public sealed interface TruthMethod
        permits MajorityVote,
                WorkerAgreement,
                ZeroBasedSkill,
                IterativeWeightedVote,
                OneCoin,
                DawidSkene,
                Glad,
                Mace,
                BayesianWeightedAverage,
                CommunityClassifier,
                StreamingVote {
    /**
     * Infers the classes. Items whose class is known keep it, and they count when the annotators' parameters are estimated. An item without
     * answers, and without a known class, is given the probabilities that the method assumes before it has seen an answer.
     */
    default TruthEstimate infer(AnswerTable answers) {
        return answers.classes() == 1 ? new MajorityVote().estimate(answers) : estimate(answers);
    }

    /** Infers the classes of answers with at least two classes. */
    TruthEstimate estimate(AnswerTable answers);
}
