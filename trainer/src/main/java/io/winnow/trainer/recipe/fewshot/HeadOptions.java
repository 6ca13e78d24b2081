package io.winnow.trainer.recipe.fewshot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.Labels;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.target.Target;
import java.util.Optional;

/** The linear head on the vectors of the fine-tuned encoder (text-common.md, section 3, items 4 and 6). */
@Doc("The linear head: logistic regression on the vectors of the fine-tuned encoder, scaled to length 1.")
public record HeadOptions(
        @Doc(
                "Where the weights of the head are drawn to: names, the vectors of the texts of the classes by the same encoder,"
                        + " so that the head decides as well where examples say little; or none, which is 0.")
        @Default("names")
        Prior prior,

        @Doc("Factor of the vectors of the texts, above 0.") @Default("10")
        double scale,

        @Doc("Factor C of the losses of the examples against the penalty, above 0.") @Default("30")
        double strength,

        @Doc(
                "Probability from which on a class is predicted, if an example may have several and there are no validation"
                        + " examples to choose it by; between 0 and 1. Rare classes need one below 0.5.")
        @Default("0.5")
        double threshold) {
    public HeadOptions {
        new Checks()
                .positive("scale", scale)
                .positive("strength", strength)
                .that(threshold > 0 && threshold < 1, "threshold", "must be above 0 and below 1, found " + threshold)
                .done();
    }

    /** Where the weights of the head are drawn to. */
    public enum Prior {
        /** To the vectors of the texts of the classes. */
        NAMES,
        /** To zero. */
        NONE
    }

    /**
     * Fits the head.
     *
     * @param names vectors of the texts of the classes (K, D), of length 1; empty if there are none
     * @param train vectors of the training examples (N, D)
     * @return weights (K, D + 1), whose last column is the bias
     */
    NDArray fit(Target target, Optional<NDArray> names, NDArray train, Labels labels) {
        NDArray center = prior == Prior.NAMES
                ? Losses.scaled(names.orElseThrow(), scale)
                : train.getManager()
                        .zeros(new Shape(target.names().size(), train.getShape().get(1)));
        return target.priorLinear(center, train, labels, strength).orElseThrow();
    }
}
