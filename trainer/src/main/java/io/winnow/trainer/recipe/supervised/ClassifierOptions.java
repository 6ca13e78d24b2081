package io.winnow.trainer.recipe.supervised;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.vision.AugmentationConfig;
import io.winnow.trainer.vision.EncoderConfig;
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
