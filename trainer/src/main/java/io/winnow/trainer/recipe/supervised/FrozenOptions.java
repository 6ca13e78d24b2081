package io.winnow.trainer.recipe.supervised;

import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.evaluate.LinearProbe;

/** The baselines on representations that stay as they are. */
@Doc("Baselines: linear classifiers on the representations before the training, which stay as they are.")
public record FrozenOptions(
        @Doc("Fits them beside the classifier, where there is a pre-training.") @Default("true")
        boolean enabled,

        @Default("{}") LinearProbe.Options linear) {}
