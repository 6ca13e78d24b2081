package io.winnow.trainer.engine;

/** Sums of metrics over the steps since metrics were last recorded. */
final class MetricWindow {
    private double lossSum;
    private double normSum;
    private long count;
    private long examples;
    private long waitNanos;
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

    double meanLoss() {
        return lossSum / Math.max(1, count);
    }

    double meanNorm() {
        return normSum / Math.max(1, count);
    }

    double examplesPerSecond() {
        return examples / ((System.nanoTime() - begin) / 1e9);
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
        begin = System.nanoTime();
    }
}
