package io.winnow.trainer.bench;

import ai.djl.Device;
import io.winnow.models.layer.Precision;

/**
 * How to measure.
 *
 * @param precision of encoders; the rest is float32 in any case
 * @param rounds timed of each workload
 * @param seconds that a round takes at least; a round has one step at least
 */
public record BenchOptions(Device device, Precision precision, int rounds, double seconds) {
    public BenchOptions {
        if (rounds < 1 || !(seconds >= 0)) {
            throw new IllegalArgumentException("A benchmark has 1 round or more, of 0 seconds or more.");
        }
    }
}
