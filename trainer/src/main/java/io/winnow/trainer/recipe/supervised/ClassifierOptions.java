package io.winnow.trainer.recipe.supervised;

import io.winnow.datasets.label.Labels;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.vision.AugmentationConfig;
import io.winnow.trainer.vision.EncoderConfig;
import io.winnow.trainer.vision.ImageData;
import java.util.Optional;

/** The training of an encoder and a classifier on given labels. */
@Doc("The training of an encoder and a classifier on given labels.")
public record ClassifierOptions(
        EncoderConfig encoder,
        @Default("{kind: cross_entropy}") ClassifierLoss loss,

        @Doc("Mixes images and targets by shares from Beta(mixup, mixup); 0 does not.") @Default("0")
        double mixup,

        @Doc("The head's learning rate is the encoder's times this.") @Default("1")
        double headRate,

        @Default("{min_scale: 0.5, color_jitter: 0, grayscale: 0, blur: 0}")
        AugmentationConfig augmentation,

        TrainingOptions training) {
    public ClassifierOptions {
        new Checks()
                .notNegative("mixup", mixup)
                .that(
                        mixup == 0 || loss.allowsMixup(),
                        "mixup",
                        "must be 0 with this loss, which follows each example by itself; found " + mixup)
                .positive("head_rate", headRate)
                .done();
    }

    /**
     * Compares the numbers of this training with the images, which must have labels that a classifier can be trained and judged on.
     *
     * @param key of these options
     */
    public void checkSizes(SizeChecks checks, String key, ImageData images) {
        boolean single = images.trainLabels() instanceof Labels.Single;
        int classes = images.trainLabels().classNames().size();
        checks.that(
                        single,
                        "data",
                        "must have exactly one label for each training image; "
                                + images.train().name()
                                + " has none or several. Put the images into a folder for each class, or give their labels by"
                                + " data.labels.file")
                .that(
                        !single || classes >= 2,
                        "data",
                        "must have two classes or more to tell apart; "
                                + images.train().name() + " has "
                                + images.trainLabels().classNames())
                .that(
                        !(images.test().labels() instanceof Labels.Multi),
                        "data",
                        "must not have several labels for a test image, since a classifier is judged by one; "
                                + images.test().name() + " has")
                .expect(
                        !(images.test().labels() instanceof Labels.None),
                        "data",
                        "has test images without labels (" + images.test().name()
                                + "), so the classifier will not be evaluated; data.labels.test_file can give them labels")
                .training(key + ".training", training, images.trainExamples().length, "training images");
    }

    /** Why devices cannot share batches of this training; empty when they can. */
    public Optional<String> refusesReplicas(int replicas) {
        if (mixup > 0) {
            return Optional.of("classify.mixup mixes images across a whole batch");
        } else if (!loss.averagesExamples()) {
            return Optional.of("classify.loss weighs examples by class, or follows each over the epochs");
        }
        return training.refusesReplicas(replicas);
    }
}
