package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Layer;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A method that trains an encoder. */
public interface EncoderRecipe extends Recipe {
    @Override
    default Optional<DataConfig> examples() {
        return Optional.of(encoder().data());
    }

    /** Returns the trained encoder, for evaluation, embedding, and runs that start from this one. */
    TrainedEncoder encoder();

    /** Returns the stage that evaluates the weights in {@code folderOf(encoder().stage())}, or those of another checkpoint. */
    @Override
    EncoderEvaluation evaluation();

    @Override
    default TrainedModel model(FinishedRun run, ModelChoice choice, NDManager manager) throws IOException {
        return EncoderModel.open(run, choice, manager);
    }

    /** Returns the network from examples to class scores, without weights, if the recipe trains one. */
    default Optional<Layer> classifier(Inputs inputs) {
        return Optional.empty();
    }

    /**
     * Returns the network from examples to the vectors that are compared with learned class centers, without weights, if the recipe has one.
     */
    default Optional<Layer> discriminated(Preprocessing input) {
        return Optional.empty();
    }

    /** Returns the table in a run of what the class centers stand for, in their order, if they have names. */
    default Optional<Path> centerTable(FinishedRun run) {
        return Optional.empty();
    }

    /** Returns whether the classifier is evaluated with the mean of its predictions for each example and for its mirror image. */
    default boolean flipsInEvaluation() {
        return false;
    }

    /**
     * Returns the encoder of the representation in which the labels of the training examples are audited: one that was trained without
     * labels, if the recipe has one.
     */
    default TrainedEncoder audited() {
        return encoder();
    }

    /** Returns whether {@link #audited} was trained with the labels that are audited, so that it may have learned wrong ones by heart. */
    default boolean knowsAuditedLabels() {
        return false;
    }

    /**
     * An encoder that a recipe trains.
     *
     * @param stage name of the stage that trains it, whose folder has {@code encoder.safetensors} and {@code checkpoints/}
     * @param network architecture of the encoder
     * @param data data that it is trained on
     */
    record TrainedEncoder(String stage, EncoderConfig network, DataConfig data) {}
}
