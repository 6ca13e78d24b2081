package io.winnow.trainer.audit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.run.SeedStreams;
import io.winnow.trainer.run.StopSignal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Out-of-fold scores of ridge regressions on random Fourier features of a Gaussian kernel (Rahimi and Recht, "Random features for
 * large-scale kernel machines", NeurIPS 2007), which are curved where linear ones are not. All folds are fitted in closed form from sums
 * over the examples, which are read tile by tile: the fit without a fold is that of the sums of the other folds.
 */
final class KernelRidge implements AutoCloseable {
    /** What is regressed: T numbers of each example. */
    interface Targets {
        /** The number of targets (T). */
        int width();

        /** Returns the targets of some rows (B, T), float32. */
        NDArray of(int[] rows, NDManager scope);
    }

    /** Number of frequencies; each gives a cosine and a sine. */
    private static final int FREQUENCIES = 500;
    /** Width of the kernel, as a multiple of the median distance of two examples. */
    private static final double WIDTH = 1.5;
    /** Strengths of the ridge to choose from, as fractions of the number of examples. */
    private static final double[] RIDGES = {3e-3, 1e-3, 3e-4, 1e-4, 3e-5};

    private static final int PAIRS = 1000;
    private static final int TILE = 4096;

    private final NDArray z;
    private final Targets targets;
    private final Folds folds;
    private final NDManager manager;
    private final NDArray moments;
    private final NDArray frequencies;
    private final Consumer<String> say;
    private double ridge;

    /**
     * Draws the frequencies.
     *
     * @param z representations (N, D)
     * @param seed seed of the frequencies
     * @param ridge strength of the ridge, as a fraction of the number of examples; NaN if the first fit is to choose it
     * @param say receives messages on the progress of long fits
     */
    KernelRidge(NDArray z, Targets targets, Folds folds, long seed, double ridge, Consumer<String> say) {
        this.ridge = ridge;
        this.say = say;
        this.z = z;
        this.targets = targets;
        this.folds = folds;
        manager = z.getManager().newSubManager(z.getDevice());
        moments = AuditScript.moments(z);
        moments.attach(manager);
        double width = WIDTH * median(CounterRandom.key(seed, SeedStreams.AUDIT_FEATURES));
        Random random = new Random(CounterRandom.key(seed, SeedStreams.AUDIT_FEATURES));
        int dimension = Math.toIntExact(z.getShape().get(1));
        float[] drawn = new float[dimension * FREQUENCIES];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (float) (random.nextGaussian() / width);
        }
        frequencies = manager.create(drawn, new Shape(dimension, FREQUENCIES));
    }

    /** Returns the median distance of pairs of standardized examples, or 1 if it is 0. */
    private double median(long key) {
        int[] order = Permutation.of(folds.of().length, key, 0);
        int pairs = Math.min(PAIRS, order.length / 2);
        try (NDManager scope = manager.newSubManager()) {
            NDArray first = standard(Arrays.copyOf(order, pairs), scope);
            NDArray second = standard(Arrays.copyOfRange(order, pairs, 2 * pairs), scope);
            NDArray distances = AuditScript.distances(first, second);
            distances.attach(scope);
            float[] sorted = distances.toFloatArray();
            Arrays.sort(sorted);
            return sorted[pairs / 2] > 0 ? sorted[pairs / 2] : 1;
        }
    }

    /**
     * Returns the scores (N * T), row-major, of the regressions without the fold of each example. The first call chooses the ridge for all.
     *
     * @param keep which examples the regressions may be fitted to (N)
     */
    double[] scores(boolean[] keep) {
        int n = keep.length;
        int width = targets.width();
        double[] scores = new double[Math.multiplyExact(n, width)];
        try (NDManager scope = manager.newSubManager()) {
            List<NDList> sums = new ArrayList<>();
            long kept = IntStream.range(0, n).filter(i -> keep[i]).count();
            boolean chooses = Double.isNaN(ridge);
            TimeLeft done = new TimeLeft("Kernel regressions", (chooses ? 2 : 1) * kept + n, say);
            for (int fold = 0; fold < folds.count(); fold++) {
                sums.add(sums(folds.in(fold, i -> keep[i]), done, scope));
            }
            List<NDList> rest = new ArrayList<>();
            for (int fold = 0; fold < folds.count(); fold++) {
                rest.add(without(sums, fold, scope));
            }
            if (chooses) {
                ridge = choose(rest, kept, keep, done);
            }
            for (int fold = 0; fold < folds.count(); fold++) {
                NDArray fitted = solve(rest.get(fold), ridge * kept, scope);
                int[] held = folds.in(fold);
                for (int first = 0; first < held.length; first += TILE) {
                    int[] rows = Arrays.copyOfRange(held, first, Math.min(held.length, first + TILE));
                    try (NDManager tile = scope.newSubManager()) {
                        float[] found =
                                scores(features(rows, tile), fitted, tile).toFloatArray();
                        for (int i = 0; i < found.length; i++) {
                            scores[rows[i / width] * width + i % width] = found[i];
                        }
                    }
                    done.accept(rows.length);
                }
            }
        }
        return scores;
    }

    /** Returns the ridge with the smallest squared error on the kept examples of the folds. */
    private double choose(List<NDList> rest, long kept, boolean[] keep, IntConsumer done) {
        double[] errors = new double[RIDGES.length];
        for (int fold = 0; fold < folds.count(); fold++) {
            try (NDManager scope = manager.newSubManager()) {
                NDList fitted = new NDList();
                for (double candidate : RIDGES) {
                    fitted.add(solve(rest.get(fold), candidate * kept, scope));
                }
                int[] held = folds.in(fold, i -> keep[i]);
                for (int first = 0; first < held.length; first += TILE) {
                    int[] rows = Arrays.copyOfRange(held, first, Math.min(held.length, first + TILE));
                    try (NDManager tile = scope.newSubManager()) {
                        // The features take longer than all of the rest, so they are computed once for all candidates.
                        NDArray features = features(rows, tile);
                        for (int r = 0; r < RIDGES.length; r++) {
                            NDArray misfit =
                                    AuditScript.misfit(scores(features, fitted.get(r), tile), targets.of(rows, tile));
                            misfit.attach(tile);
                            errors[r] += misfit.toDoubleArray()[0];
                        }
                    }
                    done.accept(rows.length);
                }
            }
        }
        int best = 0;
        for (int r = 1; r < RIDGES.length; r++) {
            best = errors[r] < errors[best] ? r : best;
        }
        return RIDGES[best];
    }

    /** Returns the sums over rows of the products of features with features (F, F), and of features with targets (F, T), float64. */
    private NDList sums(int[] rows, IntConsumer done, NDManager scope) {
        long size = 2 * FREQUENCIES + 1;
        NDList sums = new NDList(
                scope.zeros(new Shape(size, size), DataType.FLOAT64),
                scope.zeros(new Shape(size, targets.width()), DataType.FLOAT64));
        for (int first = 0; first < rows.length; first += TILE) {
            StopSignal.poll();
            int[] part = Arrays.copyOfRange(rows, first, Math.min(rows.length, first + TILE));
            try (NDManager tile = scope.newSubManager()) {
                AuditScript.accumulate(sums.get(0), sums.get(1), features(part, tile), targets.of(part, tile));
            }
            done.accept(part.length);
        }
        return sums;
    }

    private static NDList without(List<NDList> sums, int fold, NDManager scope) {
        NDList rest =
                new NDList(sums.get(0).get(0).zerosLike(), sums.get(0).get(1).zerosLike());
        rest.attach(scope);
        for (int other = 0; other < sums.size(); other++) {
            if (other != fold) {
                rest.get(0).addi(sums.get(other).get(0));
                rest.get(1).addi(sums.get(other).get(1));
            }
        }
        return rest;
    }

    /** Returns the coefficients (F, T). */
    private static NDArray solve(NDList sums, double ridge, NDManager scope) {
        NDArray solution = AuditScript.solve(sums.get(0), sums.get(1), ridge);
        solution.attach(scope);
        return solution;
    }

    private static NDArray scores(NDArray features, NDArray fitted, NDManager scope) {
        NDArray scores = AuditScript.scores(features, fitted);
        scores.attach(scope);
        return scores;
    }

    /** Returns the features of rows and a column of ones (B, F). */
    NDArray features(int[] rows, NDManager scope) {
        NDArray features = AuditScript.features(standard(rows, scope), frequencies);
        features.attach(scope);
        return features;
    }

    private NDArray standard(int[] rows, NDManager scope) {
        NDArray picked = AuditScript.rows(
                z, scope.create(Arrays.stream(rows).asLongStream().toArray()));
        picked.attach(scope);
        NDArray standard = AuditScript.standardise(picked, moments);
        standard.attach(scope);
        return standard;
    }

    @Override
    public void close() {
        manager.close();
    }
}
