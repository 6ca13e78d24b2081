package io.winnow.models.layer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts how often layers drew from PyTorch's random generator in a pass, as for dropout. A compiled pass counts only while it is traced.
 * A process has one generator for all its processors, so trainings in it whose layers draw must take turns to be repeatable.
 */
public final class GeneratorDraws {
    private static final AtomicLong COUNT = new AtomicLong();

    private GeneratorDraws() {}

    /** Notes that a layer draws. */
    public static void note() {
        COUNT.incrementAndGet();
    }

    /** Number of draws in this process so far. */
    public static long count() {
        return COUNT.get();
    }
}
