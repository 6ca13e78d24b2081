package io.winnow.trainer.recipe;

import io.winnow.datasets.label.Labels;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.vision.ImageData;

/** How a frozen representation is judged. */
@Doc("How a frozen representation is judged.")
public record ProbeOptions(
        @Doc("Neighbours that vote.") @Default("20") int neighbours,

        @Doc("Votes weigh exp(cosine / temperature).") @Default("0.07")
        double temperature,

        @Doc("Judges the raw pixels beside the representation.") @Default("true")
        boolean pixels,

        @Default("{}") LinearProbe.Options linear) {
    public ProbeOptions {
        new Checks()
                .positive("neighbours", neighbours)
                .positive("temperature", temperature)
                .done();
    }

    /**
     * Checks that what is probed can be judged, and by how many neighbours.
     *
     * @param key of these options
     */
    public void checkSizes(SizeChecks checks, String key, ImageData images) {
        Labels train = images.trainLabels();
        Labels test = images.test().labels();
        if (train instanceof Labels.None || test instanceof Labels.None) {
            return; // nothing is probed
        }
        checks.that(
                train instanceof Labels.Single == test instanceof Labels.Single,
                "data",
                "must have training and test labels of the same kind to judge the representation by; found one class for each"
                        + " image in one of them, and several in the other");
        int examples = images.trainExamples().length;
        checks.expect(
                neighbours <= examples,
                key + ".neighbours",
                "is " + neighbours + ", and there are only " + examples + " training images: all of them vote");
    }
}
