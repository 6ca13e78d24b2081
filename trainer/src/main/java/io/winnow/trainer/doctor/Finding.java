package io.winnow.trainer.doctor;

import java.util.Locale;

/**
 * The difference between a result of a device and that of the CPU in double precision.
 *
 * @param what what was computed
 * @param difference relative error: the norm of the difference divided by the norm of the exact values
 * @param allowed the largest relative error that rounding can explain
 */
public record Finding(String what, double difference, double allowed) {
    /** Compares two arrays, which must have the same length. */
    static Finding of(String what, double[] exact, float[] found, double allowed) {
        if (exact.length != found.length) {
            throw new IllegalArgumentException(
                    what + " has " + found.length + " numbers on the device, but " + exact.length + " on the CPU");
        }
        double error = 0;
        double norm = 0;
        for (int i = 0; i < exact.length; i++) {
            error += (found[i] - exact[i]) * (found[i] - exact[i]);
            norm += exact[i] * exact[i];
        }
        return new Finding(what, Math.sqrt(error / norm), allowed);
    }

    /** Whether the error is allowed. A NaN is not. */
    public boolean passes() {
        return difference <= allowed;
    }

    /** Formats the result as one line of text. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "%-6s %-44s differs by %.1e, allowed %.0e",
                passes() ? "ok" : "WRONG",
                what,
                difference,
                allowed);
    }
}
