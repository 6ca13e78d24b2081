package io.winnow.trainer.recipe;

import io.winnow.trainer.model.WeightsChoice;
import java.io.IOException;
import java.util.Map;

/** Computes the metrics of a finished run again, or those of another of its checkpoints. */
public interface Evaluation {
    /**
     * Returns the metrics of a finished run, without those of baselines. Does not write any files.
     *
     * @param choice the weights to evaluate
     * @param context a context that does not belong to a stage: it has a device and the run's data, but no folders
     */
    Map<String, Double> judge(FinishedRun run, WeightsChoice choice, StageContext context) throws IOException;

    /** Whether metrics are computed again without training examples, so that these may have changed. By default, they are needed. */
    default boolean needsNoTrainingExamples() {
        return false;
    }
}
