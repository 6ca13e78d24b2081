package io.winnow.trainer.recipe.supervised;

import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.evaluate.LinearProbe;

/** Options of the baselines: linear classifiers on the frozen representations from before the training. */
@Doc("Options of the baselines: linear classifiers on the frozen representations from before the training.")
public record FrozenOptions(
        @Doc("Whether the baselines are fitted and evaluated. They need a pre-trained representation.") @Default("true")
        boolean enabled,

        @Default("{}") LinearProbe.Options linear) {}
