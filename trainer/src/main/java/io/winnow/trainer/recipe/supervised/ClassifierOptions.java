package io.winnow.trainer.recipe.supervised;

import io.winnow.datasets.label.Labels;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.recipe.SizeChecks;
import java.util.Optional;

/** Options for training an encoder with a classification head on given labels. */
@Doc("Options for training an encoder with a classification head on given labels.")
public record ClassifierOptions(
        EncoderConfig encoder,
        @Default("{kind: cross_entropy}") ClassifierLoss loss,

        @Doc(
                "Mixup: parameter alpha of the distribution Beta(alpha, alpha) from which the mixing ratio is drawn. 0 turns mixup off.")
        @Default("0")
        double mixup,

        @Doc("Learning rate of the head as a multiple of that of the encoder, above 0.") @Default("1")
        double headRate,

        @Doc(
                "Random views of training examples. By default, weak ones: of images, only random crops of at least half of the area,"
                        + " and flips.")
        Optional<ViewsConfig> augmentation,

        TrainingOptions training) {
    public ClassifierOptions {
        new Checks()
                .notNegative("mixup", mixup)
                .that(
                        mixup == 0 || loss.allowsMixup(),
                        "mixup",
                        "must be 0 with this loss, which keeps a record of each single example; found " + mixup)
                .positive("head_rate", headRate)
                .done();
    }

    /**
     * Checks the sizes in these options against the data, and that these have labels to train and evaluate a classifier with.
     *
     * @param key key of these options, below {@code recipe}
     */
    public void checkSizes(SizeChecks checks, String key, TaskData data) {
        boolean single = data.trainLabels() instanceof Labels.Single;
        int classes = data.trainLabels().classNames().size();
        checks.that(
                        single,
                        "data",
                        "must have exactly one label for each of the training " + data.unit() + "; "
                                + data.train().name() + " has none or several. "
                                + data.labelAdvice(TaskData.Part.TRAIN))
                .that(
                        !single || classes >= 2,
                        "data",
                        "must have at least two classes; "
                                + data.train().name() + " has "
                                + data.trainLabels().classNames())
                .that(
                        !(data.test().labels() instanceof Labels.Multi),
                        "data",
                        "must not have several labels for each of the test " + data.unit()
                                + ", because the classifier is evaluated with exactly one; "
                                + data.test().name() + " has several")
                .expect(
                        !(data.test().labels() instanceof Labels.None),
                        "data",
                        "has test " + data.unit() + " without labels ("
                                + data.test().name() + "), so the classifier will not be evaluated. "
                                + data.labelAdvice(TaskData.Part.TEST))
                .training(key + ".training", training, data.trainExamples().length, "training " + data.unit());
    }

    /** Returns the reason why this number of devices cannot share the batches of this training; empty if they can. */
    public Optional<String> refusesReplicas(int replicas) {
        if (mixup > 0) {
            return Optional.of("classify.mixup mixes images across a whole batch");
        } else if (!loss.averagesExamples()) {
            return Optional.of(
                    "classify.loss weights examples by class, or keeps a record of each example over the epochs");
        }
        return training.refusesReplicas(replicas);
    }
}
