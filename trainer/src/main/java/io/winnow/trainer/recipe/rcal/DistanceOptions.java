package io.winnow.trainer.recipe.rcal;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** The individual calibration (section 3.3): representations are held to those of the contrastive pre-training. */
@Doc("Holds representations to those of the pre-training.")
public record DistanceOptions(
        @Doc("beta: the weight of the squared distance; 0 leaves it out.") @Default("0.5")
        double weight,

        @Doc(
                "Of which images; the paper does not say. clean needs a second pass through the encoder; mixed holds a mixture"
                        + " to the mixture of both representations.")
        @Default("clean")
        On on) {
    public DistanceOptions {
        new Checks().notNegative("weight", weight).done();
    }

    /** What the distance is taken of. */
    public enum On {
        CLEAN,
        MIXED
    }
}
