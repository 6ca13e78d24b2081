package io.winnow.trainer.recipe.web;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** Options of collective bootstrapping (section 3.6). */
@Doc("Collective bootstrapping: the classifier of the projections also learns the mean of the scores that "
        + "similar examples in the queue (keys) have for each class. It is a mild regulariser.")
public record BootstrapOptions(
        @Doc("Weight of these targets beside the labels (beta), in [0, 1].") @Default("0.1")
        double weight,

        @Doc(
                "How the keys are weighted. softmax: by a softmax of their cosines over the temperature; clipped: by their cosines, clipped to"
                        + " [0, 1], as in the published code, where the mean of many keys is nearly the same for all examples.")
        @Default("softmax")
        Weights weights) {
    public BootstrapOptions {
        new Checks().between("weight", weight, 0, 1).done();
    }

    /** How keys are weighted. */
    public enum Weights {
        /** By a softmax. */
        SOFTMAX,
        /** By cosines. */
        CLIPPED
    }
}
