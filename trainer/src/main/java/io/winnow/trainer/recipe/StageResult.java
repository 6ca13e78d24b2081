package io.winnow.trainer.recipe;

import java.util.List;
import java.util.Map;

/**
 * The metrics of a stage.
 *
 * @param metrics values by name
 * @param baselines metrics of each baseline that the stage evaluated for comparison, by the baseline's name
 * @param notes what a reader of the metrics should know, such as what was left out and why, one sentence each
 */
public record StageResult(Map<String, Double> metrics, Map<String, Map<String, Double>> baselines, List<String> notes) {
    /** Creates a result without notes. */
    public StageResult(Map<String, Double> metrics, Map<String, Map<String, Double>> baselines) {
        this(metrics, baselines, List.of());
    }

    /** Creates a result without baselines. */
    public static StageResult of(Map<String, Double> metrics) {
        return new StageResult(metrics, Map.of());
    }
}
