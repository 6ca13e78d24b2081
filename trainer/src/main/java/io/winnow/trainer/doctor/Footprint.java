package io.winnow.trainer.doctor;

import java.util.Locale;

/**
 * Memory that one training takes on one device, from steps of two batch sizes. All in bytes.
 *
 * @param stage that trains
 * @param batch examples that a device gets of a batch
 * @param parameters trainable numbers
 * @param arrays parameters, gradient, the optimizer's state, the average of weights and a key network's, by their sizes
 * @param fixed measured, whatever the batch: the arrays and the engine's own
 * @param perExample measured: activations
 * @param available on the device before the training
 */
public record Footprint(
        String stage, int batch, long parameters, long arrays, long fixed, long perExample, long available) {
    /** Left free, as measured steps are not the largest that will come. */
    private static final double RESERVE = 0.1;

    private static final double MIB = 1 << 20;

    /** From the growth of the process over two steps. */
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

    /** With a batch of a size. */
    public long needed(int examples) {
        return fixed + examples * perExample;
    }

    /** The largest batch of this device that leaves a tenth of its memory free; 0 when none does. */
    public int largestBatch() {
        double room = available * (1 - RESERVE) - fixed;
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, room / perExample));
    }

    /** Whether the configured batch leaves a tenth of the memory free. */
    public boolean fits() {
        return batch <= largestBatch();
    }

    /** Lines for people. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "%s: %,d parameters; with gradient, optimizer and copies %.1f MiB%n"
                        + "    measured: %.1f MiB whatever the batch, %.3f MiB an example%n"
                        + "    batch %,d: about %,.0f MiB of %,.0f MiB that are free: %s%n"
                        + "    largest batch with a tenth left free: %,d, at most: without heads and augmentation",
                stage,
                parameters,
                arrays / MIB,
                fixed / MIB,
                perExample / MIB,
                batch,
                needed(batch) / MIB,
                available / MIB,
                fits() ? "fits" : "DOES NOT FIT; lower training.batch_size and raise training.accumulate",
                largestBatch());
    }
}
