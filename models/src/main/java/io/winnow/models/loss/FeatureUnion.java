package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;

/**
 * The analytic union of label-set operations (LaSO, Alfassy et al., CVPR 2019; laso.md, section 3.2): from the representations of two
 * examples to one that stands for an example with the classes of both.
 */
public enum FeatureUnion {
    /** The sum of both. */
    SUM,
    /** The larger of both, element by element, for representations that are nowhere negative. */
    MAX;

    /**
     * Returns the unions of representations (B, D) with those of their partners.
     *
     * @param order (B) int64, index of each example's partner
     */
    public NDArray of(NDArray features, NDArray order) {
        NDArray partners = MixupScript.rows(features, order);
        return this == SUM ? features.add(partners) : features.maximum(partners);
    }

    /** Scales unions (B, D) to the mean length of the two representations that each is made of. */
    public static NDArray rescaled(NDArray unions, NDArray features, NDArray order) {
        NDArray lengths = MixupScript.lengths(features);
        NDArray wanted = Losses.scaled(lengths.add(MixupScript.rows(lengths, order)), 0.5);
        return unions.mul(wanted.div(MixupScript.lengths(unions)));
    }

    /**
     * Returns the union of the states of pairs of examples and classes (B, C), which are 1 for positive, -1 for negative and 0 for unknown: a
     * class is positive if either example has it, and negative if neither has it.
     */
    public static NDArray ofStates(NDArray states, NDArray order) {
        return states.maximum(MixupScript.rows(states, order));
    }
}
