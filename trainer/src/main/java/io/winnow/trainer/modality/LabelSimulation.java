package io.winnow.trainer.modality;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Inline;
import java.util.Optional;

/** Simulated imperfection of the labels of images: weak labels if each has one class, and missing ones if each has several. */
@Doc(
        "Simulated imperfection of the training labels, for experiments. The labels of the data are then the true ones, for"
                + " evaluation only. not, candidates, bag and domain need images with one class each, and the other keys images with several.")
public record LabelSimulation(
        @Inline SetSimulation sets,

        @Doc("Long tail of what is seen in the scenes of the catalog. Off by default.")
        Optional<SceneItems> items,

        @Inline WeakSimulation weak) {
    public LabelSimulation {
        new Checks()
                .that(
                        weak.rule().isEmpty() || (items.isEmpty() && sets.equals(SetSimulation.seeded(sets.seed()))),
                        "single_positive",
                        "and the other keys for several classes must be left out with weak labels of one class")
                .done();
    }

    /** How the items of composed scenes are drawn. */
    @Doc(
            "Which items the training scenes of fashion-scenes or cifar-scenes show, including those held out for validation. Test scenes"
                    + " stay as they are.")
    public record SceneItems(
            @Doc(
                    "How much likelier an item is of the first class than of the last, at least 1: class c of C has a probability in"
                            + " proportion to long_tail^(-c / (C - 1)). The number of scenes and of their items stays the same.")
            double longTail) {
        public SceneItems {
            new Checks()
                    .that(longTail >= 1, "long_tail", "must be at least 1, found " + longTail)
                    .done();
        }
    }
}
