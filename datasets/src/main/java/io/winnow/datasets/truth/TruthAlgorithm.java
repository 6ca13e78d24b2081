package io.winnow.datasets.truth;

import java.util.List;

/** The names by which users choose a method. */
public enum TruthAlgorithm {
    /** The share of the answers that name a class. */
    MAJORITY,
    /** Answers weighted by how often the annotator agrees with the majority. */
    WAWA,
    /** Answers weighted by how often the annotator agrees with the weighted majority. */
    ZERO_BASED,
    /** Iterative weighted majority voting; annotators below chance count against. */
    IWMV,
    /** An accuracy for each annotator; all classes equally frequent (ZenCrowd). */
    ONE_COIN,
    /** An accuracy for each annotator; class frequencies are estimated. */
    ONE_COIN_PRIOR,
    /** A confusion matrix for each annotator (Dawid and Skene). */
    DAWID_SKENE,
    /** An ability for each annotator and an ease for each item. */
    GLAD,
    /** Each annotator knows the class or guesses by habit; variational Bayes. */
    MACE,
    /** The same model, by expectation maximisation. */
    MACE_EM,
    /** Bayesian weighted average of the answers, class by class. */
    BWA,
    /** Confusion matrices with Dirichlet priors; variational Bayes. */
    IBCC,
    /** The same with groups of items that annotators confuse alike. */
    EBCC,
    /** Accuracies estimated in one pass over the answers, in the order of arrival. */
    STREAMING;

    /** Returns the method with its usual settings. */
    public TruthMethod method() {
        return switch (this) {
            case MAJORITY -> new MajorityVote();
            case WAWA -> new WorkerAgreement();
            case ZERO_BASED -> new ZeroBasedSkill();
            case IWMV -> new IterativeWeightedVote();
            case ONE_COIN -> new OneCoin(false);
            case ONE_COIN_PRIOR -> new OneCoin(true);
            case DAWID_SKENE -> new DawidSkene();
            case GLAD -> new Glad();
            case MACE -> new Mace(true);
            case MACE_EM -> new Mace(false);
            case BWA -> new BayesianWeightedAverage();
            case IBCC -> CommunityClassifier.IBCC;
            case EBCC -> CommunityClassifier.EBCC;
            case STREAMING -> new StreamingVote(1);
        };
    }

    /** Returns the methods that predict answers, and among which {@link TruthChoice} chooses. */
    public static List<TruthAlgorithm> candidates() {
        return List.of(ONE_COIN, DAWID_SKENE, GLAD, MACE, IBCC);
    }
}
