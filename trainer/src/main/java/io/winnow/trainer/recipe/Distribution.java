package io.winnow.trainer.recipe;

import io.winnow.trainer.engine.RoundRole;
import io.winnow.trainer.workers.Workers;

/** Who computes a stage: this process alone, or several workers together. */
public sealed interface Distribution {
    /** This process alone. */
    record Alone() implements Distribution {}

    /**
     * This process leads workers.
     *
     * @param workers the workers
     * @param session distinguishes this process from earlier ones that led the same run
     */
    record Leading(Workers workers, String session) implements Distribution {}

    /**
     * The stage divides its training into rounds of its own, such as those of a federation.
     *
     * @param leader leads these rounds
     */
    record Rounds(RoundRole.Leader leader) implements Distribution {}

    /**
     * This process is one of the workers.
     *
     * @param member its part in the training of the stage
     */
    record Following(RoundRole.Member member) implements Distribution {}
}
