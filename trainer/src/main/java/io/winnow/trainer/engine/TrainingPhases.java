package io.winnow.trainer.engine;

import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.compiled.NetworkPass;
import java.util.List;

/** Which passes of a network a training runs, and which of its parameters it updates when. By default, it updates all of them in every step. */
public interface TrainingPhases {
    /** The network passes, which the loop may compile before the first step. */
    default List<NetworkPass> passes() {
        return List.of();
    }

    /** Called once with the length of the training, before the first step. */
    default void prepare(Horizon horizon) {}

    /**
     * Called at the start of each optimizer step.
     *
     * @param progress fraction of the training that is done, in [0, 1)
     */
    default void begin(double progress) {}

    /**
     * Returns the fraction of the training after which all parameters are trained that ever are, in [0, 1). It is known once the length of the
     * training is.
     */
    default double allTrainFrom() {
        return 0;
    }

    /** Returns whether the optimizer updates a segment of the parameters in the current step, see {@link #begin}. */
    default boolean trains(ParameterLayout.Segment segment) {
        return true;
    }
}
