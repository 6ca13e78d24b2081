package io.winnow.trainer.recipe.moco;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.vision.AugmentationConfig;
import io.winnow.trainer.vision.EncoderConfig;

/** A MoCo v2 pre-training. */
@Doc("A MoCo v2 pre-training.")
public record MocoOptions(
        EncoderConfig encoder,

        @Doc("Length of the vectors that are contrasted.") @Default("128")
        int dimension,

        @Doc("Layers of the projection head.") @Default("2") int headLayers,

        @Doc("Keys kept as negatives; a multiple of the batch size.") @Default("4096")
        int queue,

        @Doc("Of the key encoder: its weights keep this share at each step.") @Default("0.99")
        double momentum,

        @Default("0.2") double temperature,

        @Doc("Keys are encoded in so many shuffled groups, each with batch statistics of its own, so that these do"
                + " not give away which key belongs to a query.")
        @Default("4")
        int keyGroups,

        @Default("{}") AugmentationConfig augmentation,
        TrainingOptions training) {
    public MocoOptions {
        new Checks()
                .positive("dimension", dimension)
                .between("head_layers", headLayers, 1, 3)
                .below("momentum", momentum, 0, 1)
                .positive("temperature", temperature)
                .that(
                        queue > 0 && queue % training.batchSize() == 0,
                        "queue",
                        "must be a multiple of training.batch_size " + training.batchSize() + ", found " + queue)
                .that(
                        keyGroups > 0 && training.batchSize() % keyGroups == 0 && training.batchSize() / keyGroups > 1,
                        "key_groups",
                        "must divide training.batch_size " + training.batchSize()
                                + " into groups of two or more, found " + keyGroups)
                .done();
    }
}
