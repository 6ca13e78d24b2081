package io.winnow.trainer.recipe.rcal;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** Points drawn from the class Gaussians, on which the head alone is trained too (section 3.3). */
@Doc("Points drawn from the class Gaussians, on which the head is trained too.")
public record PointsOptions(
        @Doc("Points of each class, drawn once; the paper does not say how many. 0 draws none.") @Default("500")
        int perClass,

        @Doc("Points in a step.") @Default("128") int batchSize,

        @Doc("Of an SGD of their own, the same throughout.") @Default("1e-3")
        double learningRate,

        @Default("0.9") double momentum,

        @Doc("Steps on points alone before the training, so that it starts from a balanced head.") @Default("0")
        int firstSteps) {
    public PointsOptions {
        new Checks()
                .notNegative("per_class", perClass)
                .positive("batch_size", batchSize)
                .positive("learning_rate", learningRate)
                .below("momentum", momentum, 0, 1)
                .notNegative("first_steps", firstSteps)
                .done();
    }
}
