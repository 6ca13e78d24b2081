package io.winnow.datasets.truth;

/**
 * When an iteration ends.
 *
 * @param tolerance it ends when no posterior changes by this much in a round
 * @param rounds largest number of rounds
 */
record Stopping(double tolerance, int rounds) {
    /** The usual rule of expectation maximisation here. */
    static final Stopping USUAL = new Stopping(1e-6, 100);

    boolean goesOn(int round, double moved) {
        return round < rounds && moved >= tolerance;
    }
}
