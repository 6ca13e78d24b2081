package io.winnow.trainer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.engine.LiveArrays;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KernelClassifierTest {
    private static boolean[] all(int n) {
        boolean[] all = new boolean[n];
        Arrays.fill(all, true);
        return all;
    }

    /** Solves a square system by elimination with pivots. */
    private static double[] solve(double[][] a, double[] b) {
        int n = b.length;
        for (int c = 0; c < n; c++) {
            int best = c;
            for (int r = c + 1; r < n; r++) {
                best = Math.abs(a[r][c]) > Math.abs(a[best][c]) ? r : best;
            }
            double[] row = a[c];
            a[c] = a[best];
            a[best] = row;
            double value = b[c];
            b[c] = b[best];
            b[best] = value;
            for (int r = 0; r < n; r++) {
                double factor = r == c ? 0 : a[r][c] / a[c][c];
                for (int k = c; k < n && factor != 0; k++) {
                    a[r][k] -= factor * a[c][k];
                }
                b[r] -= factor * b[c];
            }
        }
        return IntStream.range(0, n).mapToDouble(i -> b[i] / a[i][i]).toArray();
    }

    /**
     * The oracle is the dual form of the ridge regression with an intercept: (K + ridge) alpha + b = y and sum alpha = 0, where K holds the
     * products of features.
     */
    @Test
    void scoresEqualTheDualForm() {
        int n = 45;
        int[] classes = IntStream.range(0, n).map(i -> i % 5 == 0 ? 1 : 0).toArray();
        Random random = new Random(2);
        float[] values = new float[n * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() + classes[i / 3];
        }
        boolean[] keep = all(n);
        keep[7] = false;
        keep[10] = false;
        Folds folds = Folds.stratified(classes, 2, 3, 4);
        double ridge = 1e-2;
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(values, new Shape(n, 3));
            try (KernelClassifier kernel = new KernelClassifier(z, classes, 2, folds, 1, ridge, said -> {})) {
                double[] scores = kernel.scores(keep);
                NDArray features = kernel.features(IntStream.range(0, n).toArray(), manager)
                        .get(":, :-1");
                float[] products = features.matMul(features.transpose()).toFloatArray();
                for (int fold = 0; fold < 3; fold++) {
                    int[] rest = folds.outside(fold, i -> keep[i]);
                    int m = rest.length;
                    double[][] system = new double[m + 1][m + 1];
                    double[] right = new double[m + 1];
                    for (int i = 0; i < m; i++) {
                        for (int j = 0; j < m; j++) {
                            system[i][j] = products[rest[i] * n + rest[j]];
                        }
                        system[i][i] += ridge * 43; // the labels that stay
                        system[i][m] = 1;
                        system[m][i] = 1;
                        right[i] = classes[rest[i]];
                    }
                    double[] dual = solve(system, right);
                    for (int row : folds.in(fold)) {
                        double expected = dual[m];
                        for (int i = 0; i < m; i++) {
                            expected += dual[i] * products[row * n + rest[i]];
                        }
                        assertThat(scores[2 * row + 1]).isCloseTo(expected, within(1e-4));
                        assertThat(scores[2 * row]).isCloseTo(1 - expected, within(1e-4));
                    }
                }
            }
        }
    }

    /** The classes lie in opposite quadrants, where no line separates them. */
    @Test
    void bordersMayBeCurved() {
        int n = 400;
        Random random = new Random(3);
        float[] values = new float[2 * n];
        int[] classes = new int[n];
        for (int i = 0; i < n; i++) {
            values[2 * i] = (float) random.nextGaussian();
            values[2 * i + 1] = (float) random.nextGaussian();
            classes[i] = values[2 * i] * values[2 * i + 1] > 0 ? 1 : 0;
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(values, new Shape(n, 2));
            int before = LiveArrays.below(manager);
            double[] probabilities;
            try (KernelClassifier kernel =
                    new KernelClassifier(z, classes, 2, Folds.stratified(classes, 2, 5, 1), 1, said -> {})) {
                probabilities = kernel.probabilities(all(n));
            }
            assertThat(LiveArrays.below(manager)).isEqualTo(before);
            long right = IntStream.range(0, n)
                    .filter(i -> (probabilities[2 * i + 1] > 0.5) == (classes[i] == 1))
                    .count();
            assertThat(right).isGreaterThan(360);
            for (int i = 0; i < n; i++) {
                assertThat(probabilities[2 * i] + probabilities[2 * i + 1]).isCloseTo(1, within(1e-9));
            }
        }
    }

    @Test
    void equalExamplesAreNoError() {
        int[] classes = IntStream.range(0, 20).map(i -> i % 2).toArray();
        try (NDManager manager = NDManager.newBaseManager();
                KernelClassifier kernel = new KernelClassifier(
                        manager.ones(new Shape(20, 4)),
                        classes,
                        2,
                        Folds.stratified(classes, 2, 5, 1),
                        1,
                        said -> {})) {
            for (double each : kernel.probabilities(all(20))) {
                assertThat(each).isCloseTo(0.5, within(1e-3));
            }
        }
    }
}
