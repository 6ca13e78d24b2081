package io.winnow.trainer.recipe.supervised;

import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.recipe.moco.MocoOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The initial weights of a classifier's encoder. */
@Doc("The initial weights of the classifier's encoder.")
public sealed interface EncoderStart {
    /** The own initial weights of the encoder: published ones if it is pretrained, and otherwise random ones. */
    @Kind("random")
    record Random() implements EncoderStart {
        @Override
        public StageResult run(EncoderConfig network, DataConfig data, StageContext context) {
            throw new IllegalStateException("a random start has no stage");
        }
    }

    /** Contrastive pre-training in this run, without labels. */
    @Kind("moco")
    record Moco(
            @Doc("Options of the pre-training. Its encoder must be the same as classify.encoder.") @Default("{}")
            MocoOptions pretrain)
            implements EncoderStart {
        @Override
        public List<ProbedTraining> trainings(String stage, DataConfig data) {
            return List.of(pretrain.probed(stage, data));
        }

        @Override
        public Optional<String> refusesReplicas(int replicas) {
            return pretrain.refusesReplicas(replicas);
        }

        @Override
        public void checkSizes(SizeChecks checks, String key, TaskData images) {
            pretrain.checkSizes(checks, key + ".pretrain", images);
        }

        @Override
        public StageResult run(EncoderConfig network, DataConfig data, StageContext context) throws IOException {
            try (TaskData images = context.open(data)) {
                Map<String, Double> metrics =
                        new LinkedHashMap<>(pretrain.train(images, context).metrics());
                Path weights = context.folder().resolve(Representations.ENCODER);
                metrics.put(
                        "embedded_" + images.unit() + "_per_second",
                        Representations.write(weights, network, images, context));
                return StageResult.of(metrics);
            }
        }
    }

    /** The encoder of an earlier run. */
    @Kind("run")
    record EarlierRun(@Doc("Directory of the earlier run.") Path run) implements EncoderStart {
        @Override
        public StageResult run(EncoderConfig network, DataConfig data, StageContext context) throws IOException {
            try (TaskData images = context.open(data)) {
                Path weights = FinishedRun.open(run).encoderFile();
                return StageResult.of(Map.of(
                        "embedded_" + images.unit() + "_per_second",
                        Representations.write(weights, network, images, context)));
            }
        }
    }

    /** Writes the encoder and the representations of all images into the folder of the stage, see {@link Representations}. */
    StageResult run(EncoderConfig network, DataConfig data, StageContext context) throws IOException;

    /** Returns the reason why several devices cannot share the batches of the pre-training; empty if they can. */
    default Optional<String> refusesReplicas(int replicas) {
        return Optional.empty();
    }

    /**
     * Checks the sizes in these options against the images.
     *
     * @param key key of these options, below {@code recipe}
     */
    default void checkSizes(SizeChecks checks, String key, TaskData images) {}

    /** Returns the pre-training for memory trials, if there is one. */
    default List<ProbedTraining> trainings(String stage, DataConfig data) {
        return List.of();
    }

    /** Returns whether the encoder starts with random weights. */
    default boolean isRandom() {
        return this instanceof Random;
    }
}
