package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.Arrays;

/**
 * How an exported model compares with the live one on real images.
 *
 * @param images that both were given
 * @param largestDifference of any number of the outputs
 * @param tolerance that it had to stay within
 * @param top1Agreement share of images with the same most probable class (classifier) or nearest other image by cosine (encoder)
 * @param fileBytes of the files
 * @param latencyMillis of one image, median
 * @param imagesPerSecond in batches of 32
 */
public record Parity(
        int images,
        double largestDifference,
        double tolerance,
        double top1Agreement,
        long fileBytes,
        double latencyMillis,
        double imagesPerSecond) {
    private static final int RUNS = 9;
    private static final int BATCH = 32;

    /** What a model gives and how fast. */
    record Measured(NDArray outputs, double latencyMillis, double imagesPerSecond) {}

    /** Runs a model on images (N, C, H, W), uint8. */
    static Measured measure(ImageModel model, NDArray images) {
        NDArray outputs = model.run(images);
        double latency = seconds(model, images, 1);
        int batch = (int) Math.min(BATCH, images.getShape().get(0));
        return new Measured(outputs, 1e3 * latency, batch / seconds(model, images, batch));
    }

    private static double seconds(ImageModel model, NDArray images, int batch) {
        double[] times = new double[RUNS];
        try (NDManager scope = images.getManager().newSubManager()) {
            NDArray some = images.get(new NDIndex(":{}", batch));
            some.attach(scope);
            model.run(some);
            for (int i = 0; i < RUNS; i++) {
                long begin = System.nanoTime();
                model.run(some);
                times[i] = (System.nanoTime() - begin) / 1e9;
            }
        }
        Arrays.sort(times);
        return times[RUNS / 2];
    }

    /** Compares outputs (N, D). */
    static Parity of(Measured live, Measured exported, ModelDescription.Kind kind, double tolerance, long fileBytes) {
        float[] a = live.outputs().toFloatArray();
        float[] b = exported.outputs().toFloatArray();
        double largest = a.length == b.length ? 0 : Double.POSITIVE_INFINITY;
        double scale = 1;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            // In this order a NaN of either stays.
            largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
            scale = Math.max(scale, Math.abs(a[i]));
        }
        int rows = (int) live.outputs().getShape().get(0);
        int[] first = top(a, rows, kind);
        int[] second = top(b, rows, kind);
        int same = 0;
        for (int i = 0; i < rows; i++) {
            same += first[i] == second[i] ? 1 : 0;
        }
        return new Parity(
                rows,
                largest,
                tolerance * scale,
                (double) same / rows,
                fileBytes,
                exported.latencyMillis(),
                exported.imagesPerSecond());
    }

    boolean holds() {
        return largestDifference <= tolerance;
    }

    private static int[] top(float[] values, int rows, ModelDescription.Kind kind) {
        int width = values.length / rows;
        int[] top = new int[rows];
        for (int i = 0; i < rows; i++) {
            double best = Double.NEGATIVE_INFINITY;
            int candidates = kind == ModelDescription.Kind.CLASSIFIER ? width : rows;
            for (int j = 0; j < candidates; j++) {
                double score = kind == ModelDescription.Kind.CLASSIFIER
                        ? values[i * width + j]
                        : i == j ? Double.NEGATIVE_INFINITY : cosine(values, i * width, j * width, width);
                if (score > best) {
                    best = score;
                    top[i] = j;
                }
            }
        }
        return top;
    }

    private static double cosine(float[] values, int a, int b, int width) {
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int d = 0; d < width; d++) {
            product += (double) values[a + d] * values[b + d];
            squareA += (double) values[a + d] * values[a + d];
            squareB += (double) values[b + d] * values[b + d];
        }
        return product / Math.sqrt(Math.max(squareA * squareB, Double.MIN_NORMAL));
    }
}
