package io.winnow.trainer.bench;

import io.winnow.models.layer.Precision;
import java.util.Optional;

/** A workload of the benchmark, which does the same work at each step. */
public interface Workload extends AutoCloseable {
    /** Name of the workload in reports. */
    String name();

    /** What an item is, in the plural, such as images. */
    String unit();

    /** Number of items that a step processes. */
    double items();

    /**
     * Number of floating-point operations of a step by formula, in which a multiplication and an addition count as two; 0 if operations are
     * not counted.
     */
    double flop();

    /** The precision of the workload's matrix products, and therefore of the matrix product that it is compared with. */
    default Precision products() {
        return Precision.FLOAT32;
    }

    /** Whether this is a training workload, whose passes can be compiled. */
    default boolean isTraining() {
        return false;
    }

    /** Nanoseconds that the optimizer has taken in all steps so far; 0 if there is no optimizer. */
    default long optimizerNanos() {
        return 0;
    }

    /**
     * Returns a workload that does the same work, or less, in float32, in straightforward code that uses the same libtorch. It can be used
     * while this workload is open.
     */
    default Optional<Workload> plain() {
        return Optional.empty();
    }

    /**
     * Does the work of one step. When the method returns, the work is complete, also on a GPU.
     *
     * @param number number of the step, from 0
     */
    void step(long number);

    @Override
    void close();
}
