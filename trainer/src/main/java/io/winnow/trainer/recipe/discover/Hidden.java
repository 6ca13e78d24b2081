package io.winnow.trainer.recipe.discover;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** Hides labels of complete data, to measure how well they are found again. */
@Doc(
        "Hides labels of data in which every example has its class, to measure how well classes are found again. The hidden classes are used"
                + " for evaluation only.")
public record Hidden(
        @Doc("Share of the classes that are old: drawn by the seed, or the first ones if first is true. In (0, 1).")
        @Default("0.5")
        double old,

        @Doc("Whether the first classes are the old ones, rather than classes that the seed draws.") @Default("false")
        boolean first,

        @Doc("Share of the examples of each old class that keep their label, in (0, 1).") @Default("0.5")
        double labelled,

        @Doc("Seed of the draws, which does not depend on the seed of the experiment.") @Default("1")
        long seed) {
    public Hidden {
        new Checks()
                .that(old > 0 && old < 1, "old", "must be above 0 and below 1, found " + old)
                .that(labelled > 0 && labelled < 1, "labelled", "must be above 0 and below 1, found " + labelled)
                .that(seed >= 0, "seed", "must not be negative, found " + seed)
                .done();
    }
}
