package io.winnow.trainer.engine;

import io.winnow.datasets.Plural;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;

/** The share of the initial weights in a moving average of the weights, which is large if the training is short for the decay. */
final class AverageStart {
    /** A larger share at the end causes a warning. */
    private static final double MOST = 0.1;

    /** Share with the largest decay that the warning proposes, and number of digits by which that is below 1. */
    private static final double SMALL = 0.01;

    private static final int DIGITS = 3;

    private AverageStart() {}

    /** Returns a warning if the average of a stage is mostly the initial weights. */
    static Optional<String> warning(String stage, double decay, long steps) {
        double left = Math.pow(decay, (double) steps);
        return left <= MOST
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "Warning: %s ends with an average of its weights (ema_decay %s), of which %.0f%% are still the"
                                + " initial weights after %s. Train longer, or set training.ema_decay to %s or less.",
                        stage,
                        decay,
                        100 * left,
                        Plural.of(steps, "step", "steps"),
                        largestDecay(steps)));
    }

    /** The largest decay with which little is left of the initial weights. It is rounded down, since 0.9998 must not become 1. */
    static String largestDecay(long steps) {
        double below = -Math.expm1(Math.log(SMALL) / steps);
        return BigDecimal.ONE
                .subtract(new BigDecimal(below).round(new MathContext(DIGITS, RoundingMode.UP)))
                .toPlainString();
    }
}
