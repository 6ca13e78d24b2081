package io.winnow.trainer.recipe.moco;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.recipe.EncoderTraining;
import io.winnow.trainer.recipe.FineTuneOptions;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import java.io.IOException;
import java.util.Optional;

/** Options of contrastive pre-training with MoCo v2. */
@Doc("Options of contrastive pre-training with MoCo v2.")
public record MocoOptions(
        EncoderConfig encoder,

        @Doc("Dimension of the projection head's output, the queries and keys of the contrastive loss.") @Default("128")
        int dimension,

        @Doc("Number of layers of the projection head, 1 or 2.") @Default("2")
        int headLayers,

        @Doc("Length of the queue: number of earlier keys that are kept as negatives, a multiple of the batch size.")
        @Default("4096")
        int queue,

        @Doc(
                "EMA momentum of the key encoder, in [0, 1): key weights = momentum * key weights + (1 - momentum) * query weights.")
        @Default("0.99")
        double momentum,

        @Doc("Temperature of the contrastive loss (InfoNCE), by which cosine similarities are divided.") @Default("0.2")
        double temperature,

        @Doc(
                "Shuffled batch normalisation: keys are shuffled and encoded in this number of groups, each with its own batch statistics,"
                        + " so that the statistics do not reveal which key belongs to a query. Must divide the batch size into groups of"
                        + " two or more.")
        @Default("4")
        int keyGroups,

        @Doc(
                "Random views of training examples. By default, strong ones: of images, the augmentation of MoCo v2; of texts as tokens, word dropout and replacement.")
        Optional<ViewsConfig> augmentation,

        @Default("{}") FineTuneOptions fineTune,

        TrainingOptions training) {
    public MocoOptions {
        // The reader of configurations passes null for a training that is itself invalid.
        String batch = "training.batch_size" + (training == null ? "" : " " + training.batchSize());
        new Checks()
                .positive("dimension", dimension)
                .between("head_layers", headLayers, 1, 2)
                .below("momentum", momentum, 0, 1)
                .positive("temperature", temperature)
                .that(
                        queue > 0 && (training == null || queue % training.batchSize() == 0),
                        "queue",
                        "must be a multiple of " + batch + ", found " + queue)
                .that(
                        keyGroups > 0 && (training == null || divides(training.batchSize(), keyGroups)),
                        "key_groups",
                        "must divide " + batch + " into groups of two or more, found " + keyGroups)
                .done();
    }

    private static boolean divides(int batch, int groups) {
        return batch % groups == 0 && batch / groups > 1;
    }

    /** Trains on the training examples in use and writes {@link Representations#ENCODER} into the folder of the stage. */
    public StageResult train(TaskData data, StageContext context) throws IOException {
        return EncoderTraining.run(training, data, context, manager -> new MocoObjective(this, data, manager));
    }

    /**
     * Returns the parts of this training that determine its memory use. The projection head is left out, so the keys in the queue have the
     * dimension of the representations.
     */
    public ProbedTraining probed(String stage, DataConfig data) {
        return new ProbedTraining(stage, encoder, data, training, 1, false, keyGroups, (size, manager) -> {
            try (NDArray random = manager.randomNormal(new Shape(queue, size))) {
                NDArray keys = Losses.unitRows(random);
                return vectors -> Losses.infoNce(vectors, vectors, keys, temperature);
            }
        });
    }

    /**
     * Checks the sizes in these options against the data.
     *
     * @param key key of these options, below {@code recipe}
     */
    public void checkSizes(SizeChecks checks, String key, TaskData data) {
        int examples = data.trainExamples().length;
        fineTune.checkSizes(checks, key + ".fine_tune", encoder, training, data);
        checks.training(key + ".training", training, examples, "training " + data.unit())
                .expect(
                        queue < examples,
                        key + ".queue",
                        "is " + queue + ", but there are only " + examples
                                + " training " + data.unit()
                                + ": they are contrasted with older keys of themselves; a shorter queue avoids this");
    }
}
