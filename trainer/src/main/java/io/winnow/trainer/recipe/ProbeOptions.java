package io.winnow.trainer.recipe;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.modality.TaskData;

/** Options for evaluating frozen representations with a k-nearest-neighbour classifier and a linear probe. */
@Doc("Options for evaluating frozen representations with a k-nearest-neighbour classifier and a linear probe.")
public record ProbeOptions(
        @Doc(
                "k of the k-nearest-neighbour classifier: number of nearest training examples that vote on the class of a test example.")
        @Default("20")
        int neighbours,

        @Doc("Temperature of the votes: a neighbour's vote has the weight exp(cosine similarity / temperature).")
        @Default("0.07")
        double temperature,

        @Doc("Whether raw examples, such as the pixels of images, are evaluated as well, as a baseline.")
        @Default("true")
        boolean raw,

        @Default("{}") LinearProbe.Options linear) {
    public ProbeOptions {
        new Checks()
                .positive("neighbours", neighbours)
                .positive("temperature", temperature)
                .done();
    }

    /**
     * Checks that the labels of the training and test examples allow an evaluation, and warns if there are fewer training examples than
     * neighbours.
     *
     * @param key key of these options, below {@code recipe}
     */
    public void checkSizes(SizeChecks checks, String key, TaskData data) {
        Labels train = data.trainLabels();
        Labels test = data.test().labels();
        if (train instanceof NoLabels || test instanceof NoLabels) {
            return; // without labels, nothing is evaluated
        }
        checks.that(
                train instanceof ClassLabels == test instanceof ClassLabels,
                "data",
                "must have training and test labels of the same kind to evaluate the representation; found one class each of the "
                        + data.unit() + " in one of them and several in the other. Give both the same kind of labels");
        int examples = data.trainExamples().length;
        checks.expect(
                neighbours <= examples,
                key + ".neighbours",
                "is " + neighbours + ", but there are only " + examples + " training " + data.unit()
                        + ": all of them vote");
    }
}
