package io.winnow.trainer.run;

import java.util.Map;

/**
 * A completed stage: its time, its figures, and figures of the baselines it measured beside them.
 *
 * @param seconds of the session that completed it, and of the training that earlier ones had saved
 * @param peakMemoryBytes the most memory that it took; null where the system does not say
 */
public record StageSummary(
        String name,
        double seconds,
        Long peakMemoryBytes,
        Map<String, Double> metrics,
        Map<String, Map<String, Double>> baselines) {}
