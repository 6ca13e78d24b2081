package io.winnow.trainer.modality;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Inline;

/** Simulated imperfection of the labels of images: weak labels if each has one class, and missing ones if each has several. */
@Doc(
        "Simulated imperfection of the training labels, for experiments. The labels of the data are then the true ones, for"
                + " evaluation only. not, candidates, bag and domain need images with one class each, and the other keys images with several.")
public record LabelSimulation(
        @Inline SetSimulation sets, @Inline WeakSimulation weak) {
    public LabelSimulation {
        new Checks()
                .that(
                        weak.rule().isEmpty() || sets.equals(SetSimulation.seeded(sets.seed())),
                        "single_positive",
                        "and the other keys for several classes must be left out with weak labels of one class")
                .done();
    }
}
