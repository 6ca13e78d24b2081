package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.loss.ClusterDiscrimination;
import io.winnow.models.loss.ClusterDiscrimination.MarginDerivative;
import io.winnow.models.loss.ClusterDiscrimination.Objective;
import io.winnow.models.torch.Autograd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Time and memory of a step against 10,000, 100,000 and 1,000,000 centers, with the same number sampled. Sides take turns in one
 * process. Not a test: prints figures.
 */
public final class CentersBenchmark {
    private static final int DIMENSION = 128;
    private static final int BATCH = 256;
    private static final int LABELS = 8;
    private static final int NEGATIVES = 8_000;
    private static final int ROUNDS = 150;
    /** Rounds before, until allocators and compilers have settled. */
    private static final int WARMUP = 50;

    private static final int[] COUNTS = {10_000, 100_000, 1_000_000};

    private CentersBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        ClusterDiscrimination loss =
                new ClusterDiscrimination(Objective.MULTI_LABEL, 64, 0.3, MarginDerivative.GUARDED);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray embeddings = manager.randomNormal(new Shape(BATCH, DIMENSION));
            SampledClassCenters[] sides = new SampledClassCenters[COUNTS.length];
            for (int i = 0; i < sides.length; i++) {
                long before = residentKiB();
                sides[i] = SampledClassCenters.random(manager, COUNTS[i], DIMENSION, NEGATIVES);
                System.out.printf(
                        "%,9d centers: %,d KiB resident more, %,d KiB of centers and momentum%n",
                        COUNTS[i], residentKiB() - before, 2L * COUNTS[i] * DIMENSION * 4 / 1024);
            }
            double[][] milliseconds = new double[sides.length][ROUNDS];
            long settled = 0;
            for (int round = -WARMUP; round < ROUNDS; round++) {
                if (round == 0) {
                    settled = residentKiB();
                }
                for (int i = 0; i < sides.length; i++) {
                    long begin = System.nanoTime();
                    step(sides[i], loss, embeddings, round + WARMUP);
                    if (round >= 0) {
                        milliseconds[i][round] = (System.nanoTime() - begin) / 1e6;
                    }
                }
            }
            double reference = median(milliseconds[0]);
            for (int i = 0; i < sides.length; i++) {
                double median = median(milliseconds[i]);
                System.out.printf(
                        "%,9d centers: %.2f ms a step (median of %d), %.2f of that with %,d%n",
                        COUNTS[i], median, ROUNDS, median / reference, COUNTS[0]);
            }
            System.out.printf("resident memory grew by %,d KiB over the %d rounds%n", residentKiB() - settled, ROUNDS);
        }
    }

    private static void step(SampledClassCenters centers, ClusterDiscrimination loss, NDArray embeddings, int key) {
        SplittableRandom random = new SplittableRandom(key);
        int[] labels = new int[BATCH * LABELS];
        for (int i = 0; i < BATCH; i++) {
            int first = random.nextInt(centers.count() - LABELS);
            for (int l = 0; l < LABELS; l++) {
                labels[i * LABELS + l] = first + l;
            }
        }
        try (NDManager scope = embeddings.getManager().newSubManager();
                SampledClassCenters.Sample sample = centers.sample(labels, LABELS, key)) {
            NDArray vectors = embeddings.duplicate();
            vectors.attach(scope);
            vectors.setRequiresGradient(true);
            try (Autograd.Recording recording = Autograd.record()) {
                Autograd.backward(loss.mean(vectors, sample.values(), sample.positives()));
            }
            centers.update(sample, 0.1, 0.9, 0);
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static long residentKiB() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
