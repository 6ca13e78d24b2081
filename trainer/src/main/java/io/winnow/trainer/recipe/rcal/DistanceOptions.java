package io.winnow.trainer.recipe.rcal;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** Options of the individual calibration: a penalty keeps representations close to those of the pre-training (section 3.3). */
@Doc("Options of the individual calibration: a penalty keeps representations close to those of the pre-training.")
public record DistanceOptions(
        @Doc("Weight beta of the squared distance in the loss. 0 turns the penalty off.") @Default("0.5")
        double weight,

        @Doc(
                "Examples whose representations are compared if mixup or CutMix is used; the paper does not specify this. clean uses the examples"
                        + " before they are mixed, which takes a second forward pass; mixed compares the representation of a mixture with the mixture of"
                        + " both pre-trained representations.")
        @Default("clean")
        On on) {
    public DistanceOptions {
        new Checks().notNegative("weight", weight).done();
    }

    /** Examples whose representations are compared with those of the pre-training. */
    public enum On {
        /** Augmented examples before they are mixed. */
        CLEAN,
        /** Mixtures of examples. */
        MIXED
    }
}
