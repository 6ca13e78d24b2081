package io.winnow.trainer.run;

import java.util.Map;

/**
 * The summary of a completed stage.
 *
 * @param seconds duration in the session that completed the stage, plus the saved training time of earlier sessions
 * @param peakMemoryBytes peak memory in bytes; null if the system does not report it
 * @param metrics metrics of the stage
 * @param baselines metrics of each baseline that the stage measured, by the name of the baseline
 */
public record StageSummary(
        String name,
        double seconds,
        Long peakMemoryBytes,
        Map<String, Double> metrics,
        Map<String, Map<String, Double>> baselines) {}
