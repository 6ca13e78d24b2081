package io.winnow.trainer.run;

import java.util.Map;

/**
 * The values that were measured at a step.
 *
 * @param stage label of the stage, such as {@code 1-embed}
 * @param step number of optimizer steps (or iterations) completed in the stage
 * @param epoch number of passes over the data completed in the stage, with fractions
 * @param time seconds since 1970
 * @param values measured values by name
 */
public record MetricEvent(String stage, long step, double epoch, double time, Map<String, Double> values) {}
