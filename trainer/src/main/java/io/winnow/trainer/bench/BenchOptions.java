package io.winnow.trainer.bench;

import ai.djl.Device;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.compiled.Compilation;

/**
 * How to measure.
 *
 * @param precision of encoders; the rest is float32 in any case
 * @param compiled whether the passes of trainings are
 * @param rounds timed of each workload
 * @param seconds that a round takes at least; a round has one step at least
 */
public record BenchOptions(Device device, Precision precision, Compilation compiled, int rounds, double seconds) {
    public BenchOptions {
        if (rounds < 1 || !(seconds >= 0)) {
            throw new IllegalArgumentException("A benchmark has 1 round or more, of 0 seconds or more.");
        }
    }

    /** The same with passes compiled or not. */
    public BenchOptions with(Compilation other) {
        return new BenchOptions(device, precision, other, rounds, seconds);
    }
}
