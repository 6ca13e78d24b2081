package io.winnow.trainer.recipe.semi;

import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** The rivals that show what the unlabelled examples are worth: the same network, trained on the labels alone for as many steps. */
@Doc(
        "The rivals that show what the unlabelled examples are worth: the same network, trained on the labels alone for as many steps. Each step"
                + " is many times faster than one with unlabelled examples.")
public record LabelsAlone(
        @Doc("Whether it is trained with the weak changes; in results, labels_alone.") @Default("true")
        boolean weak,

        @Doc("Whether it is trained with the strong changes; in results, labels_alone_strong.") @Default("true")
        boolean strong) {}
