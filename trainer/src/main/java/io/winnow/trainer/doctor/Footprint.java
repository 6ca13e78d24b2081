package io.winnow.trainer.doctor;

import java.util.Locale;

/**
 * The memory that one training stage needs on one device, estimated from steps with two batch sizes. All sizes are in bytes.
 *
 * @param stage name of the training stage
 * @param batch number of examples of each batch that one device processes
 * @param parameters number of trainable parameters
 * @param arrays computed size of the parameters, the gradient, the optimizer's state, the averaged weights (EMA) and the key network
 * @param fixed measured memory that does not depend on the batch size: the arrays above and the engine's own memory
 * @param perExample measured memory of each example: its activations
 * @param available free memory of the device before the training
 */
public record Footprint(
        String stage, int batch, long parameters, long arrays, long fixed, long perExample, long available) {
    /** Share of the memory to leave free, because later steps may need more than the measured ones. */
    private static final double RESERVE = 0.1;

    private static final double MIB = 1 << 20;

    /**
     * Estimates the footprint from the growth of the process with two batch sizes.
     *
     * @param small the smaller batch size
     * @param grownBySmall growth of the process with the smaller batch size, in bytes
     * @param large the larger batch size
     * @param grownByLarge growth of the process with the larger batch size, in bytes
     */
    static Footprint of(
            String stage,
            int batch,
            long parameters,
            long arrays,
            int small,
            long grownBySmall,
            int large,
            long grownByLarge,
            long available) {
        long perExample = Math.max(1, (grownByLarge - grownBySmall) / (large - small));
        return new Footprint(
                stage,
                batch,
                parameters,
                arrays,
                Math.max(arrays, grownBySmall - small * perExample),
                perExample,
                available);
    }

    /** Memory that is needed with a batch of {@code examples} examples. */
    public long needed(int examples) {
        return fixed + examples * perExample;
    }

    /** The largest batch that leaves a tenth of the device's memory free; 0 if there is none. */
    public int largestBatch() {
        double room = available * (1 - RESERVE) - fixed;
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, room / perExample));
    }

    /** Whether the configured batch leaves a tenth of the memory free. */
    public boolean fits() {
        return batch <= largestBatch();
    }

    /** Formats the footprint as lines of text. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "%s: %,d parameters; %.1f MiB with gradient, optimizer state and copies%n"
                        + "    measured: %.1f MiB for any batch size, plus %.3f MiB per example%n"
                        + "    batch %,d: needs about %,.0f MiB of %,.0f MiB free memory: %s%n"
                        + "    largest batch that leaves a tenth free: at most %,d (heads and augmentation are not included)",
                stage,
                parameters,
                arrays / MIB,
                fixed / MIB,
                perExample / MIB,
                batch,
                needed(batch) / MIB,
                available / MIB,
                fits() ? "fits" : "DOES NOT FIT; decrease training.batch_size and increase training.accumulate",
                largestBatch());
    }
}
