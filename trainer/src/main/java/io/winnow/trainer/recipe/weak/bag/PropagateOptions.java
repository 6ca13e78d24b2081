package io.winnow.trainer.recipe.weak.bag;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** Options of belief propagation as a correction of a classifier. */
@Doc(
        "Belief propagation (arXiv 2310.08056) as a correction: what the classifier says of the members of a bag is made to agree with the"
                + " bag's shares, and with similar examples. A new classifier is trained on the result. This pays for large bags.")
public record PropagateOptions(
        @Doc("How often beliefs are propagated and a classifier is trained on them.") @Default("1")
        int rounds,

        @Doc(
                "Weight of the squared difference between the number of members that have a class and the known one, at most 1000.")
        @Default("10")
        double bagWeight,

        @Doc("Weight of the similarity of neighbours. 0 uses no neighbours; values far above 1 oscillate.")
        @Default("1")
        double edgeWeight,

        @Doc("Number of nearest neighbours of each example, by the cosine.") @Default("5")
        int neighbours,

        @Doc(
                "What neighbours are found by: the representation that the classifier has learned, or the preprocessed inputs, of"
                        + " data that are rows or vectors.")
        @Default("representation")
        Space space,

        @Doc(
                "Largest absolute log odds that the classifier contributes to the belief in a class, so that it can be wrong.")
        @Default("6")
        double evidence,

        @Doc("Number of rounds of messages.") @Default("100")
        int messages,

        @Doc("Share of the old message in a new one, in [0, 1). If messages do not converge, 0.8 is tried as well.")
        @Default("0.5")
        double damping,

        @Doc(
                "What a classifier is trained on: soft for the probabilities of the classes, hard for the most probable one.")
        @Default("soft")
        Pseudo labels) {
    public PropagateOptions {
        new Checks()
                .positive("rounds", rounds)
                .between("bag_weight", bagWeight, 0, 1000)
                .notNegative("edge_weight", edgeWeight)
                .positive("neighbours", neighbours)
                .positive("evidence", evidence)
                .positive("messages", messages)
                .below("damping", damping, 0, 1)
                .done();
    }

    /** What neighbours are found by. */
    public enum Space {
        /** The output of the encoder. */
        REPRESENTATION,
        /** The preprocessed examples as vectors. */
        INPUTS
    }

    /** The labels that a classifier is trained on. */
    public enum Pseudo {
        /** Probabilities. */
        SOFT,
        /** The most probable class. */
        HARD
    }

    BeliefPropagation propagation() {
        return new BeliefPropagation(bagWeight, edgeWeight, messages, damping);
    }
}
