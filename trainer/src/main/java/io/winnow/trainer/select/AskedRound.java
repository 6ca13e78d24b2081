package io.winnow.trainer.select;

import java.util.List;
import java.util.OptionalDouble;

/**
 * An earlier round, for strategies that learn from what their choices gave.
 *
 * @param items the items that were asked and have an answer
 * @param reward what the round gained, such as F1 on validation items; empty if it is not measured
 */
public record AskedRound(List<Asked> items, OptionalDouble reward) {
    public AskedRound {
        items = List.copyOf(items);
    }

    /**
     * An item of a round.
     *
     * @param row its row in the pool
     * @param strategy the strategy that chose it
     * @param positive whether it is of the rare class
     */
    public record Asked(int row, String strategy, boolean positive) {}

    /** Returns the number of items of the rare class. */
    long positives() {
        return items.stream().filter(Asked::positive).count();
    }
}
