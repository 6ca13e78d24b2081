package io.winnow.datasets.truth;

import java.util.List;

/** The names by which users choose a method. */
public enum TruthAlgorithm {
    MAJORITY(new MajorityVote(), "the share of the answers that name a class"),
    WAWA(new WorkerAgreement(), "answers weighted by how often the annotator agrees with the majority"),
    ZERO_BASED(new ZeroBasedSkill(), "answers weighted by how often the annotator agrees with the weighted majority"),
    IWMV(new IterativeWeightedVote(), "iterative weighted majority voting; annotators below chance count against"),
    ONE_COIN(new OneCoin(false), "an accuracy for each annotator; all classes equally frequent (ZenCrowd)"),
    ONE_COIN_PRIOR(new OneCoin(true), "an accuracy for each annotator; class frequencies are estimated"),
    DAWID_SKENE(new DawidSkene(), "a confusion matrix for each annotator (Dawid and Skene)"),
    GLAD(new Glad(), "an ability for each annotator and an ease for each item"),
    MACE(new Mace(true), "each annotator knows the class or guesses by habit; variational Bayes"),
    MACE_EM(new Mace(false), "the same model, by expectation maximisation"),
    BWA(new BayesianWeightedAverage(), "Bayesian weighted average of the answers, class by class"),
    IBCC(CommunityClassifier.IBCC, "confusion matrices with Dirichlet priors; variational Bayes"),
    EBCC(CommunityClassifier.EBCC, "the same with groups of items that annotators confuse alike"),
    STREAMING(new StreamingVote(1), "accuracies estimated in one pass over the answers, in the order of arrival");

    private final TruthMethod method;
    private final String description;

    TruthAlgorithm(TruthMethod method, String description) {
        this.method = method;
        this.description = description;
    }

    public TruthMethod method() {
        return method;
    }

    /** Returns what it does, as a part of a sentence. */
    public String description() {
        return description;
    }

    /** Returns the methods that predict answers, and among which {@link TruthChoice} chooses. */
    public static List<TruthAlgorithm> candidates() {
        return List.of(ONE_COIN, DAWID_SKENE, GLAD, MACE, IBCC);
    }
}
