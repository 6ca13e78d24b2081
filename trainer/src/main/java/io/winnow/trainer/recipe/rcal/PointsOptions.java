package io.winnow.trainer.recipe.rcal;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** Options of the points that are sampled from the class Gaussians to train the head, and only the head, on (section 3.3). */
@Doc("Options of the points that are sampled from the class Gaussians to train the head, and only the head, on.")
public record PointsOptions(
        @Doc(
                "Number of points per class, sampled once. The paper does not specify it. 0 turns the training on points off.")
        @Default("500")
        int perClass,

        @Doc("Number of points in a step.") @Default("128") int batchSize,

        @Doc("Learning rate of the SGD that trains the head on points. It is constant.") @Default("1e-3")
        double learningRate,

        @Doc("Momentum of this SGD, in [0, 1).") @Default("0.9")
        double momentum,

        @Doc(
                "Number of steps on points before the training on examples, so that the training starts with a balanced head.")
        @Default("0")
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
