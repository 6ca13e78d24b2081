package io.winnow.trainer.target;

import java.util.Arrays;

/** Class weights by the effective number of examples (Cui et al., CVPR 2019). */
public final class EffectiveNumbers {
    private EffectiveNumbers() {}

    /**
     * Returns the inverse of the effective number of examples of each class, {@code (1 - beta) / (1 - beta^n)}. The weights have a mean of 1 over
     * the classes that have examples; that of a class without any is 0.
     *
     * @param counts number of examples n of each class
     * @param beta in [0, 1)
     */
    public static double[] weights(double[] counts, double beta) {
        // 1 - beta^n itself would have few digits where beta is close to 1.
        double log = Math.log1p(beta - 1);
        double[] weights = Arrays.stream(counts)
                .map(count -> count == 0 ? 0 : (1 - beta) / -Math.expm1(count * log))
                .toArray();
        double mean =
                Arrays.stream(weights).filter(weight -> weight > 0).average().orElse(1);
        return Arrays.stream(weights).map(weight -> weight / mean).toArray();
    }
}
