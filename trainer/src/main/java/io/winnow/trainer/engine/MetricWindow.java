package io.winnow.trainer.engine;

/** Sums over the steps since metrics were last recorded. */
final class MetricWindow {
    private double lossSum;
    private double normSum;
    private long count;
    private long examples;
    private long waited;
    private long begin = System.nanoTime();

    /** A step's loss and norm of the gradient. */
    void add(double loss, double norm) {
        lossSum += loss;
        normSum += norm;
        count++;
    }

    /** A step's examples, and the nanoseconds that it waited for them. */
    void saw(int more, long nanos) {
        examples += more;
        waited += nanos;
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

    /** The share of the time that was waited for data. */
    double dataWait() {
        return (double) waited / (System.nanoTime() - begin);
    }

    double lossSum() {
        return lossSum;
    }

    double normSum() {
        return normSum;
    }

    /** Steps whose loss and norm were added. */
    long count() {
        return count;
    }

    /** The sums that a checkpoint has; times begin anew. */
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
        waited = 0;
        begin = System.nanoTime();
    }
}
