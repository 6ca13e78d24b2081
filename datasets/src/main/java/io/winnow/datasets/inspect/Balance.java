package io.winnow.datasets.inspect;

import java.util.Arrays;

/**
 * How evenly items are divided among classes. Only classes with items count.
 *
 * @param largest number of items of the largest class
 * @param smallest number of items of the smallest class
 * @param effectiveClasses effective number of classes, which is the exponential of the entropy of their shares: the number of classes of
 *     equal size that would be as diverse
 */
public record Balance(double largest, double smallest, double effectiveClasses) {
    /**
     * Returns the balance of classes.
     *
     * @param counts number of items of each class (K), of which at least one is positive
     */
    public static Balance of(double[] counts) {
        double[] used = Arrays.stream(counts).filter(count -> count > 0).toArray();
        double total = Arrays.stream(used).sum();
        double entropy = -Arrays.stream(used)
                .map(count -> count / total * Math.log(count / total))
                .sum();
        return new Balance(
                Arrays.stream(used).max().orElseThrow(),
                Arrays.stream(used).min().orElseThrow(),
                Math.exp(entropy));
    }

    /** The largest class divided by the smallest. */
    public double ratio() {
        return largest / smallest;
    }
}
