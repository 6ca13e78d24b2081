package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import io.winnow.trainer.model.Agreement;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.runtime.ArrayFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The comparison of an exported file with the live model on real examples.
 *
 * @param examples number of examples
 * @param largestDifference largest absolute difference between the numbers of the outputs
 * @param tolerance largest difference that is allowed
 * @param agreement share of the examples with the same most probable class (classifiers, centers) or with the same nearest other example
 *     (encoders), or share of the pairs of examples in the same order (scores)
 * @param fileBytes size of the file in bytes, including files beside it that it needs
 * @param latencyMillis median latency for one example in milliseconds
 * @param examplesPerSecond throughput in batches of 32
 */
public record Parity(
        int examples,
        double largestDifference,
        double tolerance,
        double agreement,
        long fileBytes,
        double latencyMillis,
        double examplesPerSecond) {
    /** Largest number of timed runs. */
    private static final int RUNS = 9;

    /** Duration in seconds after which no further timed run is started. */
    private static final double SECONDS = 3;

    private static final int BATCH = 32;

    /**
     * The outputs of a function, and its speed.
     *
     * @param outputs the outputs that are numbers
     * @param decisions the outputs that are true or false, as 1 and 0
     */
    record Measured(List<float[]> outputs, List<float[]> decisions, double latencyMillis, double examplesPerSecond) {
        /**
         * Returns whether the decisions of a classifier that may abstain follow from its probabilities.
         *
         * @param tolerance distance of a probability from the threshold within which any decision is right, because of rounding
         */
        boolean accepts(ModelOutput output, double tolerance) {
            float[] accepted = decisions.get(0);
            float[] probabilities = outputs.get(0);
            int width = output.dimension();
            boolean right = accepted.length * width == probabilities.length;
            for (int i = 0; right && i < accepted.length; i++) {
                float[] row = Arrays.copyOfRange(probabilities, i * width, (i + 1) * width);
                double top = 0;
                for (float each : row) {
                    top = Math.max(top, each);
                }
                right = output.abstention().accepts(row) == (accepted[i] != 0)
                        || Math.abs(top - output.abstention().threshold()) <= tolerance;
            }
            return right;
        }
    }

    /** Runs a function on examples (N, ..), and measures its speed. */
    static Measured measure(ArrayFunction function, NDList examples) {
        List<float[]> outputs = new ArrayList<>();
        List<float[]> decisions = new ArrayList<>();
        try (NDManager scope = examples.get(0).getManager().newSubManager()) {
            for (NDArray each :
                    function.run(first(examples, examples.get(0).getShape().get(0), scope))) {
                if (each.getDataType() == DataType.BOOLEAN) {
                    decisions.add(each.toType(DataType.FLOAT32, true).toFloatArray());
                } else {
                    outputs.add(each.toFloatArray());
                }
            }
        }
        int batch = (int) Math.min(BATCH, examples.get(0).getShape().get(0));
        return new Measured(
                outputs, decisions, 1e3 * seconds(function, examples, 1), batch / seconds(function, examples, batch));
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
     * Compares outputs, each (N, D) in row-major order.
     *
     * @param tolerance the allowed difference. If the largest number of the live outputs is above 1, it is relative to that number
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
                // Math.max returns NaN if one of its arguments is NaN, so a NaN in either output is not lost.
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
