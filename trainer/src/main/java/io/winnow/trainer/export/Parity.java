package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.winnow.trainer.runtime.ArrayFunction;
import java.util.Arrays;
import java.util.List;

/**
 * How an exported file compares with the live model on real examples.
 *
 * @param examples that both were given
 * @param largestDifference of any number of the outputs
 * @param tolerance that it had to stay within
 * @param agreement share of the examples with the same most probable class (classifier, centers) or the same nearest other example
 *     (encoders), or of the pairs of examples that are ordered alike (scores)
 * @param fileBytes of the file, with what lies beside it where it cannot do without
 * @param latencyMillis of one example, median
 * @param examplesPerSecond in batches of 32
 */
public record Parity(
        int examples,
        double largestDifference,
        double tolerance,
        double agreement,
        long fileBytes,
        double latencyMillis,
        double examplesPerSecond) {
    /** Timed runs are so many at most, and end after so many seconds. */
    private static final int RUNS = 9;

    private static final double SECONDS = 3;
    private static final int BATCH = 32;

    /** What a function gives and how fast. */
    record Measured(List<float[]> outputs, double latencyMillis, double examplesPerSecond) {}

    /** Runs a function on examples (N, ..). */
    static Measured measure(ArrayFunction function, NDList examples) {
        List<float[]> outputs;
        try (NDManager scope = examples.get(0).getManager().newSubManager()) {
            outputs = function.run(first(examples, examples.get(0).getShape().get(0), scope)).stream()
                    .map(NDArray::toFloatArray)
                    .toList();
        }
        int batch = (int) Math.min(BATCH, examples.get(0).getShape().get(0));
        return new Measured(outputs, 1e3 * seconds(function, examples, 1), batch / seconds(function, examples, batch));
    }

    private static NDList first(NDList examples, long count, NDManager scope) {
        NDList some = new NDList();
        for (NDArray each : examples) {
            NDArray rows = each.get(new NDIndex(":{}", count));
            rows.attach(scope);
            some.add(rows);
        }
        return some;
    }

    private static double seconds(ArrayFunction function, NDList examples, int batch) {
        double[] times = new double[RUNS];
        int runs = 0;
        try (NDManager scope = examples.get(0).getManager().newSubManager()) {
            NDList some = first(examples, batch, scope);
            function.run(some);
            for (double spent = 0; runs < RUNS && spent < SECONDS; spent += times[runs++]) {
                long begin = System.nanoTime();
                function.run(some);
                times[runs] = (System.nanoTime() - begin) / 1e9;
            }
        }
        Arrays.sort(times, 0, runs);
        return times[runs / 2];
    }

    /**
     * Compares outputs, each (N, D) row-major.
     *
     * @param tolerance of numbers up to 1; of the largest where that is above 1
     */
    static Parity of(
            Measured live, Measured exported, Agreement agreement, int rows, double tolerance, long fileBytes) {
        double largest = live.outputs().size() == exported.outputs().size() ? 0 : Double.POSITIVE_INFINITY;
        double scale = 1;
        for (int k = 0; k < Math.min(live.outputs().size(), exported.outputs().size()); k++) {
            float[] a = live.outputs().get(k);
            float[] b = exported.outputs().get(k);
            largest = a.length == b.length ? largest : Double.POSITIVE_INFINITY;
            for (int i = 0; i < Math.min(a.length, b.length); i++) {
                // In this order a NaN of either stays.
                largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
                scale = Math.max(scale, Math.abs(a[i]));
            }
        }
        return new Parity(
                rows,
                largest,
                tolerance * scale,
                agreement.share(live.outputs().get(0), exported.outputs().get(0), rows),
                fileBytes,
                exported.latencyMillis(),
                exported.examplesPerSecond());
    }

    boolean holds() {
        return largestDifference <= tolerance;
    }
}
