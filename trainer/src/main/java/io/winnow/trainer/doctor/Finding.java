package io.winnow.trainer.doctor;

import java.util.Locale;

/**
 * How far a device is from the CPU in double precision.
 *
 * @param what was computed
 * @param difference the norm of the difference over the norm of the exact values
 * @param allowed the most that rounding explains
 */
public record Finding(String what, double difference, double allowed) {
    /** Of arrays of one length. */
    static Finding of(String what, double[] exact, float[] found, double allowed) {
        if (exact.length != found.length) {
            throw new IllegalArgumentException(what + " has " + found.length + " numbers, and not " + exact.length);
        }
        double error = 0;
        double norm = 0;
        for (int i = 0; i < exact.length; i++) {
            error += (found[i] - exact[i]) * (found[i] - exact[i]);
            norm += exact[i] * exact[i];
        }
        return new Finding(what, Math.sqrt(error / norm), allowed);
    }

    /** A difference that is no number passes nothing. */
    public boolean passes() {
        return difference <= allowed;
    }

    /** A line for people. */
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
