package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A threshold of the probability of the most probable class, above which predictions are accepted, so that a wanted share of the accepted
 * ones is right (selective classification).
 *
 * <p>It is chosen by learn-then-test (Angelopoulos et al., "Learn then test", 2021, arXiv 2110.01052) with Bonferroni's correction. There
 * are {@link #CANDIDATES} candidates, one for each twentieth of the validation examples that may be accepted. Given the probability of the
 * first example that a candidate rejects, the examples above it are independent draws, so that the number of right ones is binomial. Of
 * the candidates whose lower confidence bound (Clopper and Pearson, one-sided) reaches the wanted precision, the one that accepts the most
 * is chosen. In at least 95% of validation samples, the precision on further examples of the same distribution is then at least the wanted
 * one.
 *
 * @param precision the wanted share of right predictions among the accepted ones
 * @param threshold a prediction is accepted if its probability is above this number
 * @param lowerBound lower confidence bound of the precision
 * @param validation what it accepts of the validation examples by which it was chosen
 * @param test what it accepts of the test examples; null if they have no labels
 */
public record SelectiveThreshold(
        double precision, double threshold, double lowerBound, Accepted validation, Accepted test) {
    /** Number of thresholds that are tested. */
    public static final int CANDIDATES = 20;

    /** Probability that the precision is below the wanted one. */
    public static final double ERROR = 0.05;

    /**
     * What a threshold accepts.
     *
     * @param examples number of examples
     * @param accepted how many of them are accepted
     * @param right how many of the accepted ones are predicted right
     */
    public record Accepted(int examples, int accepted, int right) {
        /** Returns the share of the examples that are accepted. */
        public double coverage() {
            return (double) accepted / examples;
        }

        /** Returns the share of the accepted examples that are predicted right; NaN if none is accepted. */
        public double precision() {
            return (double) right / accepted;
        }
    }

    /** Returns the candidate that accepts the most of those that reach a precision; of candidates that do not, the one with the highest bound. */
    public static SelectiveThreshold choose(LogitRows validation, double temperature, double precision) {
        double[] tops = tops(validation, temperature);
        double[] falling = Arrays.stream(tops).map(each -> -each).sorted().toArray();
        SelectiveThreshold best = null;
        for (int k = CANDIDATES; k >= 1; k--) {
            int count = (int) Math.round((double) k * tops.length / CANDIDATES);
            double threshold = count == tops.length ? 0 : (float) -falling[count];
            Accepted accepted = accepted(validation, tops, threshold);
            double bound = accepted.accepted == 0
                    ? 0
                    : Proportion.lowerBound(accepted.right, accepted.accepted, ERROR / CANDIDATES);
            SelectiveThreshold candidate = new SelectiveThreshold(precision, threshold, bound, accepted, null);
            if (candidate.reaches()) {
                return candidate;
            }
            best = best == null || bound > best.lowerBound ? candidate : best;
        }
        return best;
    }

    /** Whether the lower bound of the precision is at least the wanted precision. */
    public boolean reaches() {
        return lowerBound >= precision;
    }

    /** Returns this threshold with what it accepts of test examples. */
    public SelectiveThreshold judgedOn(LogitRows test, double temperature) {
        return new SelectiveThreshold(
                precision, threshold, lowerBound, validation, accepted(test, tops(test, temperature), threshold));
    }

    /** Returns whether a prediction is accepted, as exported models decide it. */
    public boolean accepts(float[] probabilities) {
        float top = 0;
        for (float each : probabilities) {
            top = Math.max(top, each);
        }
        return top > (float) threshold;
    }

    /** The probability of the most probable class of each row, as single-precision numbers, in which models compute. */
    private static double[] tops(LogitRows rows, double temperature) {
        double[] probabilities = rows.probabilities(temperature);
        return IntStream.range(0, rows.size())
                .mapToDouble(i -> (float) probabilities[i * rows.columns() + rows.top(i)])
                .toArray();
    }

    private static Accepted accepted(LogitRows rows, double[] tops, double threshold) {
        int accepted = 0;
        int right = 0;
        for (int i = 0; i < tops.length; i++) {
            if (tops[i] > threshold) {
                accepted++;
                right += rows.top(i) == rows.given()[i] ? 1 : 0;
            }
        }
        return new Accepted(tops.length, accepted, right);
    }
}
