package io.winnow.trainer.engine;

import io.winnow.trainer.config.Names;
import io.winnow.trainer.run.UserException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The best value so far of the metric that a training watches, if it watches one. */
final class BestStep {
    private final Optional<TrainingOptions.EarlyStopping> rule;
    private final Horizon horizon;
    private double value;
    private long step;

    BestStep(Optional<TrainingOptions.EarlyStopping> rule, Horizon horizon) {
        this.rule = rule;
        this.horizon = horizon;
        value = rule.map(TrainingOptions.EarlyStopping::worst).orElse(0.0);
    }

    /**
     * Requires the metric to be one of those that a training records.
     *
     * @param stage name of the stage, for the message
     */
    void requireOneOf(List<String> recorded, String stage) {
        rule.map(TrainingOptions.EarlyStopping::metric)
                .filter(metric -> !recorded.contains(metric))
                .ifPresent(metric -> {
                    throw new UserException("early_stopping.metric is '" + metric + "', but stage " + stage
                            + " does not record this metric; " + Names.allowedAtEnd(metric, recorded));
                });
    }

    /** Takes the values that were measured after a step. Returns whether the training should end. */
    boolean seen(long now, Map<String, Double> values) {
        if (rule.isEmpty() || !values.containsKey(rule.get().metric())) {
            return false;
        }
        double watched = values.get(rule.get().metric());
        if (rule.get().improves(watched, value)) {
            value = watched;
            step = now;
        }
        return rule.get()
                .patience()
                .map(patience -> now - step >= Math.max(1, horizon.steps(patience)))
                .orElse(false);
    }

    /** Whether the best value was measured after this step. */
    boolean isAt(long now) {
        return rule.isPresent() && step == now;
    }

    /** Restores what a checkpoint has saved. */
    void restore(Checkpoint.State state) {
        value = state.best();
        step = state.bestStep();
    }

    /** Best value so far. */
    double value() {
        return value;
    }

    /** Step at which it was measured; 0 if there is none yet. */
    long step() {
        return step;
    }
}
