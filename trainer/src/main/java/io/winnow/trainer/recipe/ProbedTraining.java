package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.vision.EncoderConfig;
import io.winnow.trainer.vision.ImageDataConfig;

/**
 * What of a training takes memory, so that a step of it can be tried on made-up images before anything else of the run is there. Heads and
 * augmentation are left out, so the batch that fits is a little smaller than the one that is found.
 *
 * @param stage that trains
 * @param passes recorded forward passes through the encoder for an image in a step
 * @param keyGroups groups of a batch that go, unrecorded, through a copy of the encoder; 0 where there is no copy
 */
public record ProbedTraining(
        String stage,
        EncoderConfig encoder,
        ImageDataConfig data,
        TrainingOptions training,
        int passes,
        int keyGroups,
        Probe probe) {
    /** One without a copy of the encoder. */
    public ProbedTraining(
            String stage,
            EncoderConfig encoder,
            ImageDataConfig data,
            TrainingOptions training,
            int passes,
            Probe probe) {
        this(stage, encoder, data, training, passes, 0, probe);
    }

    /** What stands on the encoder. */
    @FunctionalInterface
    public interface Probe {
        /**
         * The loss over representations of a length.
         *
         * @param dimension of representations
         * @param manager closes what the loss keeps
         */
        Loss bind(int dimension, NDManager manager);
    }

    /** From representations (B, D) to a loss that takes the memory of the real one. */
    @FunctionalInterface
    public interface Loss {
        NDArray of(NDArray representations);
    }

    /** A loss that takes no memory worth mentioning. */
    public static final Probe SMALL =
            (dimension, manager) -> representations -> representations.square().mean();
}
