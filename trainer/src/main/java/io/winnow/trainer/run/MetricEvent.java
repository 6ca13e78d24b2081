package io.winnow.trainer.run;

import java.util.Map;

/**
 * What was measured at a step.
 *
 * @param stage label of the stage, such as {@code 1-embed}
 * @param step optimizer steps (or iterations) done in the stage
 * @param epoch the same in passes over the data
 * @param time seconds since 1970
 * @param values by name
 */
public record MetricEvent(String stage, long step, double epoch, double time, Map<String, Double> values) {}
