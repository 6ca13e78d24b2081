package io.winnow.trainer.evaluate;

/**
 * The share of a data set's labels that are wrong, estimated from flagged examples of which a random part was checked. It is a lower bound,
 * since examples that were not flagged count as right (test-set-errors.md, section 3).
 *
 * @param estimate estimated share, in [0, 1]
 * @param low lower bound of its 95% interval: Wilson's interval of the share of checked examples that are wrong, times the flagged share
 * @param high upper bound of this interval
 */
public record LabelErrorShare(double estimate, double low, double high) {
    /**
     * Estimates the share.
     *
     * @param examples number of all examples
     * @param flagged number of those that were suspected
     * @param checked number of suspected examples that people looked at, above 0
     * @param wrong number of checked examples whose label is wrong
     */
    public static LabelErrorShare of(int examples, int flagged, int checked, int wrong) {
        double share = (double) flagged / examples;
        Proportion precision = Proportion.of(wrong, checked);
        return new LabelErrorShare(share * precision.share(), share * precision.low(), share * precision.high());
    }
}
