package io.winnow.trainer.run;

import java.util.List;
import java.util.Map;

/** {@code result.json}: what a run found. */
public record Result(
        String recipe,
        RunStatus status,
        long seed,
        String device,
        double seconds,
        Map<String, Double> metrics,
        Map<String, Map<String, Double>> baselines,
        List<StageSummary> stages) {}
