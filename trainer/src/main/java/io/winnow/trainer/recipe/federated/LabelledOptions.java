package io.winnow.trainer.recipe.federated;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.util.Optional;

/** Which labels clients keep, for experiments with few labels. */
@Doc(
        "Which labels clients keep, for experiments with few labels: the others are withheld from the training and used for evaluation only. By"
                + " default, clients keep the labels that the data have, and examples without one are unlabelled.")
public record LabelledOptions(
        @Doc("Share of the examples of each client that keep their label, above 0 and below 1.")
        Optional<Double> share,

        @Doc("Number of examples of each class of each client that keep their label, instead of share.")
        Optional<Integer> perClass,

        @Doc("Seed of the choice of these examples, which does not depend on the seed of the experiment.") @Default("0")
        long seed) {
    /** All labels are kept. */
    static final LabelledOptions ALL = new LabelledOptions(Optional.empty(), Optional.empty(), 0);

    public LabelledOptions {
        new Checks()
                .that(
                        share.isEmpty() || (share.get() > 0 && share.get() < 1),
                        "share",
                        "must be above 0 and below 1, found " + share.orElse(0.0) + "; leave it out to keep all labels")
                .that(
                        share.isEmpty() || perClass.isEmpty(),
                        "per_class",
                        "must be left out if share is set; keep one of the two")
                .atLeast("per_class", perClass.orElse(1), 1)
                .that(seed >= 0, "seed", "must not be negative, found " + seed)
                .done();
    }

    /** Whether labels are withheld. */
    boolean withholds() {
        return share.isPresent() || perClass.isPresent();
    }
}
