package io.winnow.trainer.run;

import java.util.List;
import java.util.Map;

/**
 * The summary of a completed stage.
 *
 * @param seconds duration in the session that completed the stage, plus the saved training time of earlier sessions
 * @param peakMemoryBytes peak memory in bytes; null if the system does not report it
 * @param metrics metrics of the stage
 * @param baselines metrics of each baseline that the stage measured, by the name of the baseline
 * @param notes what a reader of the metrics should know, such as what was left out and why, one sentence each
 */
public record StageSummary(
        String name,
        double seconds,
        Long peakMemoryBytes,
        Map<String, Double> metrics,
        Map<String, Map<String, Double>> baselines,
        List<String> notes) {
    public StageSummary {
        notes = notes == null ? List.of() : List.copyOf(notes);
    }

    /** Creates a summary without notes. */
    public StageSummary(
            String name,
            double seconds,
            Long peakMemoryBytes,
            Map<String, Double> metrics,
            Map<String, Map<String, Double>> baselines) {
        this(name, seconds, peakMemoryBytes, metrics, baselines, List.of());
    }
}
