package io.winnow.trainer.bench;

import ai.djl.Device;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.compiled.Compilation;

/**
 * Options of a measurement.
 *
 * @param precision precision of the encoders; everything else is computed in float32
 * @param compiled whether the passes of training workloads are compiled
 * @param rounds number of timed rounds of each workload; at least 1
 * @param seconds shortest duration of a round in seconds; a round has at least one step
 */
public record BenchOptions(Device device, Precision precision, Compilation compiled, int rounds, double seconds) {
    public BenchOptions {
        if (rounds < 1 || !(seconds >= 0)) {
            throw new IllegalArgumentException("A benchmark needs at least 1 round of at least 0 seconds; found "
                    + rounds + " rounds of " + seconds + " seconds.");
        }
    }

    /** Returns these options with another value of {@code compiled}. */
    public BenchOptions with(Compilation other) {
        return new BenchOptions(device, precision, other, rounds, seconds);
    }
}
