package io.winnow.trainer.recipe;

import java.util.Map;

/**
 * The metrics of a stage.
 *
 * @param metrics values by name
 * @param baselines metrics of each baseline that the stage evaluated for comparison, by the baseline's name
 */
public record StageResult(Map<String, Double> metrics, Map<String, Map<String, Double>> baselines) {
    /** Creates a result without baselines. */
    public static StageResult of(Map<String, Double> metrics) {
        return new StageResult(metrics, Map.of());
    }
}
