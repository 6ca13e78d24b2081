package io.winnow.trainer.recipe.supervised;

import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.evaluate.LinearProbe;

/** Options of the baselines. */
@Doc(
        "Options of the baselines: the best constant prediction, those of the kind of data, and linear models on the frozen representations from before the training.")
public record FrozenOptions(
        @Doc(
                "Whether the baselines are fitted and evaluated. If not, the other keys of this section may stay, so that one change switches"
                        + " them off and on.")
        @Default("true")
        boolean enabled,

        @Default("{}") LinearProbe.Options linear) {}
