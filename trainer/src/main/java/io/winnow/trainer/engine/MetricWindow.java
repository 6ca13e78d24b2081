package io.winnow.trainer.engine;

import java.util.Map;

/** Sums of metrics over the steps since metrics were last recorded. */
final class MetricWindow {
    private double lossSum;
    private double normSum;
    private long count;
    private long examples;
    private long waitNanos;
    private double operations;
    private long rounds;
    private double roundSeconds;
    private double roundComputed;
    private long roundBytes;
    private long begin = System.nanoTime();

    /** Adds the loss and the gradient norm of a step. */
    void add(double loss, double norm) {
        lossSum += loss;
        normSum += norm;
        count++;
    }

    /** Adds the number of examples of a step, and the nanoseconds that the step waited for them. */
    void addExamples(int count, long nanos) {
        examples += count;
        waitNanos += nanos;
    }

    /** Adds the floating-point operations of the passes of a step. */
    void addOperations(double count) {
        operations += count;
    }

    /** Adds a round of several workers. */
    void addRound(RoundLeader.Outcome round) {
        rounds++;
        roundSeconds += round.seconds();
        roundComputed += round.sum().computed() / 1e9;
        roundBytes += round.bytes();
    }

    /**
     * Means over the rounds, by name: seconds of a round, the share of it in which no worker computed, and the bytes that went to all workers
     * and came back. Empty if there was no round.
     */
    Map<String, Double> rounds() {
        return rounds == 0
                ? Map.of()
                : Map.of(
                        "round_seconds", roundSeconds / rounds,
                        "round_overhead", 1 - roundComputed / roundSeconds,
                        "round_bytes", (double) roundBytes / rounds);
    }

    double meanLoss() {
        return lossSum / Math.max(1, count);
    }

    double meanNorm() {
        return normSum / Math.max(1, count);
    }

    double examplesPerSecond() {
        return examples / ((System.nanoTime() - begin) / 1e9);
    }

    /** Floating-point operations a second; 0 if they are not known. */
    double operationsPerSecond() {
        return operations / ((System.nanoTime() - begin) / 1e9);
    }

    /** Fraction of the time that was spent waiting for data. */
    double dataWait() {
        return (double) waitNanos / (System.nanoTime() - begin);
    }

    double lossSum() {
        return lossSum;
    }

    double normSum() {
        return normSum;
    }

    /** Number of steps whose loss and norm were added. */
    long count() {
        return count;
    }

    /** Restores the sums from a checkpoint. The clock starts anew. */
    void restore(Checkpoint.State state) {
        lossSum = state.lossSum();
        normSum = state.normSum();
        count = state.lossCount();
    }

    void reset() {
        lossSum = 0;
        normSum = 0;
        count = 0;
        examples = 0;
        waitNanos = 0;
        operations = 0;
        rounds = 0;
        roundSeconds = 0;
        roundComputed = 0;
        roundBytes = 0;
        begin = System.nanoTime();
    }
}
