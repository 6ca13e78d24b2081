package io.winnow.trainer.bench;

import io.winnow.models.layer.Precision;
import java.util.Optional;

/** Something to time: the same work at each step. */
public interface Workload extends AutoCloseable {
    /** As reports call it. */
    String name();

    /** What a step handles: images, vectors. */
    String unit();

    /** How many of them a step handles. */
    double items();

    /** Floating-point operations of a step by formula, a multiplication and an addition counted as two; 0 where none are counted. */
    double flop();

    /** The type that the workload's matrix products run in, and so the product that it is compared with. */
    default Precision products() {
        return Precision.FLOAT32;
    }

    /** Whether it is a training, whose passes may be compiled. */
    default boolean isTraining() {
        return false;
    }

    /** Nanoseconds that the optimizer took in all steps so far; 0 where there is none. */
    default long optimizerNanos() {
        return 0;
    }

    /** The same work, or less, as straightforward code over the same libtorch does it, in float32; usable as long as this is open. */
    default Optional<Workload> plain() {
        return Optional.empty();
    }

    /**
     * Does the work. It is complete when this returns, on a GPU too.
     *
     * @param number of the step, from 0
     */
    void step(long number);

    @Override
    void close();
}
