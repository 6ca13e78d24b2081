package io.winnow.trainer.run;

import java.util.Map;

/** A completed stage: its time, its figures, and figures of the baselines it measured beside them. */
public record StageSummary(
        String name, double seconds, Map<String, Double> metrics, Map<String, Map<String, Double>> baselines) {}
