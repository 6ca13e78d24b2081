package io.winnow.trainer.export;

import ai.djl.ndarray.NDList;
import io.winnow.trainer.model.Agreement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The comparison of an ONNX file with int8 weights with the same file in float32, on the examples on which all files are compared.
 *
 * @param examples number of examples
 * @param operators number of operators that compute with int8 weights
 * @param agreement share of the examples on which the first outputs agree, see {@link Parity#agreement}
 * @param largestDifference largest absolute difference between the numbers of the outputs
 * @param meanDifference mean absolute difference
 * @param relativeDifference mean over the examples of |difference| / |output|, with Euclidean norms
 * @param tolerance largest relative difference that is allowed
 * @param floatBytes size of the float32 file
 * @param bytes size of the int8 file
 * @param single speed with one example at a time
 * @param batched speed in batches
 */
public record Int8(
        int examples,
        int operators,
        double agreement,
        double largestDifference,
        double meanDifference,
        double relativeDifference,
        double tolerance,
        long floatBytes,
        long bytes,
        CpuTimes single,
        CpuTimes batched) {
    private static final int BATCH = 32;

    /** A difference beyond which the int8 file is another model. */
    private static final double TOLERANCE = 0.1;

    static Int8 of(
            Path file,
            Path floatFile,
            int operators,
            Parity.Measured live,
            Parity.Measured found,
            Agreement agreement,
            NDList examples)
            throws IOException {
        float[] a = live.outputs().get(0);
        float[] b = found.outputs().get(0);
        int rows = (int) examples.get(0).getShape().get(0);
        int width = a.length / rows;
        double largest = 0;
        double sum = 0;
        double relative = 0;
        for (int i = 0; i < rows; i++) {
            double square = 0;
            double norm = 0;
            for (int k = i * width; k < (i + 1) * width; k++) {
                double difference = Math.abs((double) a[k] - b[k]);
                largest = Math.max(largest, difference);
                sum += difference;
                square += difference * difference;
                norm += (double) a[k] * a[k];
            }
            relative += Math.sqrt(square / Math.max(norm, Double.MIN_NORMAL));
        }
        return new Int8(
                rows,
                operators,
                agreement.share(a, b, rows),
                largest,
                sum / a.length,
                relative / rows,
                TOLERANCE,
                Files.size(floatFile),
                Files.size(file),
                CpuTimes.measure(floatFile, file, examples, 1),
                CpuTimes.measure(floatFile, file, examples, Math.min(BATCH, rows)));
    }

    boolean holds() {
        return relativeDifference <= tolerance;
    }
}
