package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.numeric.Lbfgs;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.engine.LiveArrays;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeTest {
    private static final int DIMENSION = 4;
    private static final LinearProbe.Options OPTIONS =
            new LinearProbe.Options(1000, List.of(1e-4, 1e-2, 1.0), 0.2, 1e-9);

    /** Returns vectors of three classes, scattered around three points. */
    private static float[] points(int count, long seed, double spread) {
        float[] values = new float[count * DIMENSION];
        for (int i = 0; i < count; i++) {
            CounterRandom random = CounterRandom.of(seed, i);
            for (int d = 0; d < DIMENSION; d++) {
                values[i * DIMENSION + d] = (float) ((i % 3 == d ? 2 : 0) + random.nextDouble(-spread, spread));
            }
        }
        return values;
    }

    private static int[] classes(int count) {
        int[] classes = new int[count];
        for (int i = 0; i < count; i++) {
            classes[i] = i % 3;
        }
        return classes;
    }

    /** Requests a stop from another thread while the work is running, and returns the seconds from the request until the work ended. */
    private static double stopped(Runnable work) throws InterruptedException {
        StopSignal stop = new StopSignal();
        long[] asked = new long[1];
        Thread other = new Thread(() -> {
            LockSupport.parkNanos(200_000_000);
            asked[0] = System.nanoTime();
            stop.request("signal");
        });
        try (StopSignal.Heeding heeding = stop.heed()) {
            other.start();
            assertThatThrownBy(work::run).isInstanceOf(StoppedException.class);
            other.join();
            return (System.nanoTime() - asked[0]) / 1e9;
        }
    }

    @Test
    void probesStopSoonAfterARequest() throws InterruptedException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray train = manager.create(points(3000, 1, 3), new Shape(3000, DIMENSION));
            LinearProbe.Options endless = new LinearProbe.Options(100_000, Collections.nCopies(100_000, 1e-3), 0.2, 0);
            int live = LiveArrays.below(manager);
            double probed =
                    stopped(() -> LinearProbe.classify(train, classes(3000), train, classes(3000), 3, endless, 1));
            double voted = stopped(() -> {
                while (true) {
                    KnnClassifier.accuracy(train, classes(3000), train, classes(3000), 20, 0.07, 3);
                }
            });
            // Work may continue for one iteration or one tile. The limit is generous because the machine may be busy.
            assertThat(probed).isLessThan(5);
            assertThat(voted).isLessThan(5);
            assertThat(LiveArrays.below(manager)).isEqualTo(live);
            try (StopSignal.Heeding none = StopSignal.postpone()) {
                assertThat(KnnClassifier.accuracy(train, classes(3000), train, classes(3000), 1, 0.07, 3))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void theMinimumOfTheRosenbrockFunctionIsFound() {
        Lbfgs.Minimum minimum = Lbfgs.minimise(
                (x, g) -> {
                    double a = 1 - x[0];
                    double b = x[1] - x[0] * x[0];
                    g[0] = -2 * a - 400 * x[0] * b;
                    g[1] = 200 * b;
                    return a * a + 100 * b * b;
                },
                new double[] {-1.2, 1},
                200,
                0);
        assertThat(minimum.x()[0]).isCloseTo(1, within(1e-6));
        assertThat(minimum.x()[1]).isCloseTo(1, within(1e-6));
        assertThat(minimum.iterations()).isLessThan(60);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theGradientEqualsFiniteDifferences(boolean exclusive) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(points(30, 1, 1), new Shape(30, DIMENSION));
            NDArray targets = LabelMatrices.oneHot(manager, classes(30), 3);
            ProbeLoss loss = exclusive ? ProbeScript::softmax : ProbeScript::sigmoid;
            Lbfgs.Function function = loss.objective(x, targets, 0.3);
            double[] weights = new double[15];
            CounterRandom random = CounterRandom.of(5);
            for (int i = 0; i < 15; i++) {
                weights[i] = random.nextDouble(-1, 1);
            }
            double[] gradient = new double[15];
            double[] unused = new double[15];
            function.evaluate(weights, gradient);
            for (int i = 0; i < 15; i++) {
                double[] up = weights.clone();
                double[] down = weights.clone();
                up[i] += 1e-2;
                down[i] -= 1e-2;
                double expected = (function.evaluate(up, unused) - function.evaluate(down, unused)) / 2e-2;
                assertThat(gradient[i]).isCloseTo(expected, within(2e-4));
            }
        }
    }

    @Test
    void separateClassesAreClassifiedCorrectly() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray train = manager.create(points(120, 1, 0.9), new Shape(120, DIMENSION));
            NDArray test = manager.create(points(60, 2, 0.9), new Shape(60, DIMENSION));
            int before = LiveArrays.below(manager);
            LinearProbe.Result result = LinearProbe.classify(train, classes(120), test, classes(60), 3, OPTIONS, 1);
            assertThat(result.accuracy()).isEqualTo(1);
            assertThat(result).isEqualTo(LinearProbe.classify(train, classes(120), test, classes(60), 3, OPTIONS, 1));
            assertThat(KnnClassifier.accuracy(train, classes(120), test, classes(60), 5, 0.1, 3))
                    .isEqualTo(1);
            assertThat(LiveArrays.below(manager)).isEqualTo(before);
        }
    }

    @Test
    void randomLabelsArePredictedAtChanceLevel() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray train = manager.create(points(300, 1, 1), new Shape(300, DIMENSION));
            NDArray test = manager.create(points(300, 2, 1), new Shape(300, DIMENSION));
            int[] random = new int[300];
            for (int i = 0; i < 300; i++) {
                random[i] = CounterRandom.of(8, i).nextInt(3);
            }
            assertThat(LinearProbe.classify(train, random, test, random, 3, OPTIONS, 1)
                            .accuracy())
                    .isBetween(0.2, 0.47);
        }
    }

    /** The weights of a probe give, on vectors as they are, the logits that it gives on standardised ones. */
    @Test
    void theWeightsOfAProbeGiveItsLogits() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(points(90, 1, 0.9), new Shape(90, DIMENSION));
            int[][] positives = new int[90][];
            for (int i = 0; i < 90; i++) {
                positives[i] = new int[] {i % 3};
            }
            try (FittedProbe fitted = LinearProbe.fit(x, new ClassSets(positives, List.of("a", "b", "c")), OPTIONS, 1);
                    NDArray weights = fitted.weights()) {
                assertThat(weights.getShape()).isEqualTo(new Shape(3, DIMENSION + 1));
                float[] expected = fitted.logits(x).toFloatArray();
                float[] found = x.matMul(weights.get(":, :-1").transpose())
                        .add(weights.get(":, -1"))
                        .toFloatArray();
                assertThat(found).containsExactly(expected, within(1e-3f));
                assertThat(Math.abs(expected[0] - expected[1])).isGreaterThan(0.1f);
            }
        }
    }

    @Test
    void multiLabelProbesReportMeanAveragePrecision() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray train = manager.create(points(120, 1, 0.9), new Shape(120, DIMENSION));
            NDArray test = manager.create(points(60, 2, 0.9), new Shape(60, DIMENSION));
            List<String> names = List.of("a", "b", "c", "d", "never");
            int[][] trainPositives = new int[120][];
            int[][] testPositives = new int[60][];
            for (int i = 0; i < 120; i++) {
                trainPositives[i] = new int[] {i % 3, 3};
                if (i < 60) {
                    testPositives[i] = new int[] {i % 3, 3};
                }
            }
            assertThat(LinearProbe.multiLabel(
                                    train,
                                    new ClassSets(trainPositives, names),
                                    test,
                                    new ClassSets(testPositives, names),
                                    OPTIONS,
                                    1)
                            .meanAveragePrecision())
                    .isEqualTo(1);
        }
    }

    @Test
    void neighboursVoteByTheirCosine() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] trainValues = points(40, 3, 3);
            float[] testValues = points(25, 4, 3);
            NDArray train = manager.create(trainValues, new Shape(40, DIMENSION));
            NDArray test = manager.create(testValues, new Shape(25, DIMENSION));
            int correct = 0;
            for (int i = 0; i < 25; i++) {
                double[] cosines = new double[40];
                for (int j = 0; j < 40; j++) {
                    cosines[j] = cosine(testValues, i, trainValues, j);
                }
                Integer[] order = new Integer[40];
                Arrays.setAll(order, n -> n);
                Arrays.sort(order, (a, b) -> Double.compare(cosines[b], cosines[a]));
                double[] votes = new double[3];
                for (int n = 0; n < 7; n++) {
                    votes[order[n] % 3] += Math.exp(cosines[order[n]] / 0.1);
                }
                int best = votes[0] >= votes[1] && votes[0] >= votes[2] ? 0 : votes[1] >= votes[2] ? 1 : 2;
                correct += best == i % 3 ? 1 : 0;
            }
            assertThat(KnnClassifier.accuracy(train, classes(40), test, classes(25), 7, 0.1, 3))
                    .isEqualTo(correct / 25.0);
        }
    }

    private static double cosine(float[] a, int i, float[] b, int j) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int d = 0; d < DIMENSION; d++) {
            double x = a[i * DIMENSION + d];
            double y = b[j * DIMENSION + d];
            dot += x * y;
            aa += x * x;
            bb += y * y;
        }
        return dot / Math.sqrt(aa * bb);
    }

    @Test
    void averagePrecisionEqualsTheAreaComputedByHand() {
        boolean[] positive = {true, false, true, false};
        assertThat(AveragePrecision.of(new float[] {4, 3, 2, 1}, positive)).isCloseTo((1 + 2 / 3.0) / 2, within(1e-12));
        assertThat(AveragePrecision.of(new float[] {1, 1, 1, 1}, positive)).isEqualTo(0.5);
        assertThat(AveragePrecision.of(new float[] {1, 2, 3, 4}, new boolean[4]))
                .isNaN();
    }
}
