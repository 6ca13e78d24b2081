package io.winnow.trainer.select;

import java.util.List;

/** Chooses items of a pool to be labelled. */
public interface Strategy {
    /** Name of the strategy on the command line, such as {@code k-center}. */
    String key();

    /** Says in a sentence what the strategy chooses. */
    String description();

    /** Whether the strategy needs the probabilities of a model. */
    default boolean needsProbabilities() {
        return false;
    }

    /** Whether the strategy needs to know which class is rare. */
    default boolean needsPositive() {
        return false;
    }

    /** Whether the strategy learns from what earlier rounds gained. */
    default boolean learnsFromRewards() {
        return false;
    }

    /** Whether the strategy needs to know the objects in images. */
    default boolean needsObjects() {
        return false;
    }

    /**
     * Chooses items that are not labelled yet. The same arguments give the same choice, and ties go to the lower row.
     *
     * @param count number of items to choose; all are chosen if there are fewer
     * @param seed determines all random draws
     * @return the choices, best first, without repetition
     */
    List<Choice> choose(Pool pool, int count, long seed);
}
