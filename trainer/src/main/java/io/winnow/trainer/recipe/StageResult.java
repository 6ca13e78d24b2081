package io.winnow.trainer.recipe;

import java.util.Map;

/** The figures of a stage, and those of baselines measured beside it. */
public record StageResult(Map<String, Double> metrics, Map<String, Map<String, Double>> baselines) {
    public static StageResult of(Map<String, Double> metrics) {
        return new StageResult(metrics, Map.of());
    }
}
