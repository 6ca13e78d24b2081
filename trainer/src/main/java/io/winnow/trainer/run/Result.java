package io.winnow.trainer.run;

import java.util.List;
import java.util.Map;

/**
 * {@code result.json}: the results of a run.
 *
 * @param recipe kind of the recipe
 * @param seconds duration of the run in seconds
 * @param metrics metrics of the method
 * @param baselines metrics of each baseline, by the name of the baseline
 * @param stages summaries of the stages, in order
 */
public record Result(
        String recipe,
        RunStatus status,
        long seed,
        String device,
        double seconds,
        Map<String, Double> metrics,
        Map<String, Map<String, Double>> baselines,
        List<StageSummary> stages) {
    /** The name of a metric with this suffix is the standard deviation of that metric over folds. */
    public static final String STD_SUFFIX = "_std";
}
