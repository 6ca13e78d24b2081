package io.winnow.trainer.target.classes;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.target.EffectiveNumbers;

/**
 * Class-balanced loss weights by the effective number of examples (Cui et al., CVPR 2019), optionally from some point of the training on:
 * deferred re-weighting (DRW, Cao et al., NeurIPS 2019).
 */
@Doc("Class-balanced loss weights: classes are weighted by the inverse of their effective number of examples.")
public record ClassWeights(
        @Doc(
                "Parameter beta of the effective number of examples, (1 - beta^n) / (1 - beta), in [0, 1). 0 weights all classes equally;"
                        + " close to 1, weights approach the inverse class frequencies.")
        @Default("0.9999")
        double beta,

        @Doc("Deferred re-weighting: fraction of the training after which the weights apply, in [0, 1).")
        @Default("0.8")
        double from) {
    public ClassWeights {
        new Checks().below("beta", beta, 0, 1).below("from", from, 0, 1).done();
    }

    /** Returns one weight per class for the number of examples of each class, see {@link EffectiveNumbers}. */
    double[] of(double[] counts) {
        return EffectiveNumbers.weights(counts, beta);
    }
}
