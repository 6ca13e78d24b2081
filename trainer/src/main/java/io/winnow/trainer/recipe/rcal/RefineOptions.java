package io.winnow.trainer.recipe.rcal;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** RCAL+: given labels are refined while the classifier learns. The paper names the combination and gives no recipe. */
@Doc("RCAL+: refines the given labels by what the Gaussians and the classifier say, as DivideMix does.")
public record RefineOptions(
        @Doc(
                "Times that the targets are renewed, evenly over the training. The first time they follow the Gaussians alone.")
        @Default("6")
        int rounds,

        @Doc("A label whose probability to be right is at most this has no say in its example's target.")
        @Default("0.5")
        double threshold,

        @Doc(
                "What becomes of labels that are probably wrong: guess learns what Gaussians and classifier hold their examples"
                        + " for, leave_out learns from those examples alone whose label the Gaussians find the likeliest, as given.")
        @Default("guess")
        Untrusted untrusted,

        @Doc("Targets are raised to the power of one over this, and so sharpened below 1.") @Default("0.5")
        double temperature) {
    public RefineOptions {
        new Checks()
                .atLeast("rounds", rounds, 1)
                .below("threshold", threshold, 0, 1)
                .positive("temperature", temperature)
                .done();
    }

    /** What becomes of examples whose given label is probably wrong. */
    public enum Untrusted {
        GUESS,
        LEAVE_OUT
    }
}
