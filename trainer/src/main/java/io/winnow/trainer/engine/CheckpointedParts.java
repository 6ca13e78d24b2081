package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.torch.ParameterArena;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of a training whose arrays are in its checkpoints.
 *
 * @param lossScale present in float16 only
 * @param average moving average of the parameters, if one is kept
 */
record CheckpointedParts(
        ParameterArena parameters,
        Optimizer optimizer,
        Optional<LossScale> lossScale,
        Objective<?, ?> objective,
        Optional<ParameterArena> average) {
    /** The part with the state of the objective besides the parameters. */
    static final String OBJECTIVE = "objective";

    /**
     * Returns the arrays of each part by name.
     *
     * @param scope manager of the arrays that are made for this
     */
    Map<String, Map<String, NDArray>> named(NDManager scope) {
        Map<String, Map<String, NDArray>> parts = new LinkedHashMap<>();
        parts.put("model", parameters.named(scope));
        parts.put("optimizer", optimizer.state());
        lossScale.ifPresent(each -> parts.put("loss_scale", each.state(scope)));
        if (!objective.state().isEmpty()) {
            parts.put(OBJECTIVE, objective.state());
        }
        average.ifPresent(mean -> parts.put("average", mean.named(scope)));
        return parts;
    }

    /** Restores what {@link #named} has returned. */
    void load(Checkpoint checkpoint, NDManager scope) throws IOException {
        parameters.load(checkpoint.read("model", scope));
        optimizer.load(checkpoint.read("optimizer", scope));
        if (lossScale.isPresent()) {
            lossScale.get().load(checkpoint.read("loss_scale", scope));
        }
        if (!objective.state().isEmpty()) {
            States.copy(checkpoint.read(OBJECTIVE, scope), objective.state(), OBJECTIVE);
        }
        if (average.isPresent()) {
            average.get().load(checkpoint.read("average", scope));
        }
    }
}
