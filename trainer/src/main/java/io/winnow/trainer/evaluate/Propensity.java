package io.winnow.trainer.evaluate;

import java.util.Arrays;

/**
 * The propensity of labels (Jain, Prabhu and Varma, KDD 2016, section 4): the probability that a label that is true was given, which grows
 * with the label's frequency. With n of N training examples, it is {@code 1 / (1 + C (n + b)^-a)}, where {@code C = (ln N - 1) (b + 1)^a}.
 *
 * @param a exponent, above 0
 * @param b offset of the counts, above -1
 */
public record Propensity(double a, double b) {
    /** The parameters for data that have no published ones of their own. */
    public static final Propensity USUAL = new Propensity(0.55, 1.5);

    /**
     * Returns the propensity of each label, in (0, 1].
     *
     * @param counts number of training examples with each label
     * @param examples number of training examples N
     */
    public double[] of(int[] counts, int examples) {
        // For fewer than three examples, ln N - 1 would be negative and the propensity above 1.
        double c = Math.max(0, Math.log(examples) - 1) * Math.pow(b + 1, a);
        return Arrays.stream(counts)
                .mapToDouble(n -> 1 / (1 + c * Math.pow(n + b, -a)))
                .toArray();
    }
}
