package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import java.util.Optional;

/**
 * The parts of a training that determine its memory use. With these, a memory trial can execute a step on generated examples before the run
 * exists. Heads and augmentation are left out, so the largest batch that really fits is slightly smaller than the one that is found.
 *
 * @param stage name of the stage that trains
 * @param encoder architecture of the encoder
 * @param data examples of the training
 * @param training options of the training
 * @param passes number of forward passes per example and step through the encoder that are recorded for the backward pass
 * @param mixtures whether half as many mixtures of examples are passed and recorded as well, if the examples have mixtures
 * @param keyGroups number of groups in which a batch also passes, without recording, through a copy of the encoder; 0 if there is no copy
 * @param probe the loss on top of the encoder
 */
public record ProbedTraining(
        String stage,
        EncoderConfig encoder,
        DataConfig data,
        TrainingOptions training,
        int passes,
        boolean mixtures,
        int keyGroups,
        Probe probe) {
    /** Creates a training without a copy of the encoder. */
    public ProbedTraining(
            String stage, EncoderConfig encoder, DataConfig data, TrainingOptions training, int passes, Probe probe) {
        this(stage, encoder, data, training, passes, false, 0, probe);
    }

    /** Returns the reason why this number of devices cannot share a batch; empty if they can. */
    Optional<String> refusesReplicas(int replicas) {
        int batch = training.batchSize();
        int part = batch / replicas;
        if (batch % replicas != 0) {
            return Optional.of(
                    "training.batch_size " + batch + " of the stage " + stage + " is not divisible by " + replicas);
        }
        return keyGroups == 0 || (part % keyGroups == 0 && part / keyGroups > 1)
                ? Optional.empty()
                : Optional.of("a batch of the stage " + stage + " has " + part + " " + data.unit()
                        + " per replica, which must divide into key_groups " + keyGroups + " of two or more");
    }

    /** Creates the loss on top of an encoder. */
    @FunctionalInterface
    public interface Probe {
        /**
         * Creates a loss over representations.
         *
         * @param dimension dimension of the representations
         * @param manager manager to which the arrays of the loss are attached
         */
        Loss bind(int dimension, NDManager manager);
    }

    /** A function from representations (B, D) to a loss that uses as much memory as the real one. */
    @FunctionalInterface
    public interface Loss {
        NDArray of(NDArray representations);
    }

    /** A loss whose memory use is negligible. */
    public static final Probe SMALL =
            (dimension, manager) -> representations -> representations.square().mean();
}
