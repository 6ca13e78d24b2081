package io.winnow.trainer.recipe.supervised;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.util.Arrays;

/** Weights by the effective number of examples (Cui et al., CVPR 2019), from some point of a training on (DRW, Cao et al. 2019). */
@Doc("Weighs classes by their effective number of examples.")
public record ClassWeights(
        @Doc(
                "1 - beta is the share that each further example adds less; 0 weighs nothing, near 1 by inverse frequency.")
        @Default("0.9999")
        double beta,

        @Doc("Deferred: the share of the training after which classes are weighed.") @Default("0.8")
        double from) {
    public ClassWeights {
        new Checks().below("beta", beta, 0, 1).below("from", from, 0, 1).done();
    }

    /** A weight for each class, their mean over classes 1. */
    double[] of(int[] counts) {
        double[] weights = Arrays.stream(counts)
                .mapToDouble(count -> (1 - beta) / (1 - Math.pow(beta, count)))
                .toArray();
        double mean = Arrays.stream(weights).average().orElse(1);
        return Arrays.stream(weights).map(weight -> weight / mean).toArray();
    }
}
