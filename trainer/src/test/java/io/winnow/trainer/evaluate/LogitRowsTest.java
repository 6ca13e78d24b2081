package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogitRowsTest {
    private static final int CLASSES = 4;
    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    /** Logits whose classes are drawn from their softmax at a temperature. */
    static LogitRows drawn(int count, double temperature, long seed) {
        Random random = new Random(seed);
        float[] logits = new float[count * CLASSES];
        int[] classes = new int[count];
        for (int i = 0; i < count; i++) {
            double sum = 0;
            double[] shares = new double[CLASSES];
            for (int c = 0; c < CLASSES; c++) {
                logits[i * CLASSES + c] = (float) (3 * random.nextGaussian());
                shares[c] = Math.exp(logits[i * CLASSES + c] / temperature);
                sum += shares[c];
            }
            double left = random.nextDouble() * sum;
            while (classes[i] < CLASSES - 1 && left > shares[classes[i]]) {
                left -= shares[classes[i]++];
            }
        }
        return LogitRows.ofClasses(logits, new ClassLabels(classes, NAMES));
    }

    /** The mean negative log-likelihood by its definition, apart from the code under test. */
    private static double nll(LogitRows rows, double temperature) {
        double sum = 0;
        for (int i = 0; i < rows.size(); i++) {
            double exponentials = 0;
            for (int k = 0; k < rows.columns(); k++) {
                exponentials += Math.exp(rows.logits()[i * rows.columns() + k] / temperature);
            }
            sum += Math.log(exponentials) - rows.logits()[i * rows.columns() + rows.given()[i]] / temperature;
        }
        return sum / rows.size();
    }

    /** At the optimum, the slope by finite differences is 0, and it is not 0 beside it. */
    @Test
    void theLikelihoodIsFlatAtTheFittedTemperature() {
        for (double truth : new double[] {0.5, 1, 2.5}) {
            LogitRows rows = drawn(3000, truth, 1);
            double fitted = rows.temperature().orElseThrow();
            assertThat(fitted).isCloseTo(truth, within(0.1 * truth));
            double step = 1e-4;
            assertThat((nll(rows, fitted + step) - nll(rows, fitted - step)) / (2 * step))
                    .isCloseTo(0, within(1e-6));
            double beside = 1.1 * fitted;
            assertThat((nll(rows, beside + step) - nll(rows, beside - step)) / (2 * step))
                    .isGreaterThan(1e-3);
            assertThat(rows.quality(fitted).nll()).isCloseTo(nll(rows, fitted), within(1e-12));
            assertThat(rows.quality(1).nll()).isCloseTo(nll(rows, 1), within(1e-12));
        }
    }

    /** In a file in which classes take turns, every n-th example is of the same class. A sample must not consist of that class alone. */
    @Test
    void everyNthRowIsOfAnyClass() {
        int count = 100;
        int[] classes = new int[count];
        for (int i = 0; i < count; i++) {
            classes[i] = i % 5;
        }
        LogitRows rows =
                LogitRows.ofClasses(new float[5 * count], new ClassLabels(classes, List.of("a", "b", "c", "d", "e")));
        for (int from = 0; from < 5; from++) {
            int first = from;
            assertThat(IntStream.range(0, count)
                            .filter(i -> i % 5 == first)
                            .map(i -> rows.given()[i])
                            .distinct()
                            .count())
                    .isGreaterThan(3);
        }
        assertThat(rows.given()).containsExactlyInAnyOrder(classes);
    }

    /** Of logits (a, 0) with a share s of the first class, the best temperature solves sigmoid(a / T) = s. */
    @Test
    void twoClassesWithOneLogitHaveAClosedForm() {
        int count = 1000;
        int right = 800;
        float[] logits = new float[2 * count];
        int[] classes = new int[count];
        for (int i = 0; i < count; i++) {
            logits[2 * i] = 5;
            classes[i] = i < right ? 0 : 1;
        }
        double fitted = LogitRows.ofClasses(logits, new ClassLabels(classes, List.of("yes", "no")))
                .temperature()
                .orElseThrow();
        assertThat(fitted).isCloseTo(5 / Math.log(0.8 / 0.2), within(1e-6));
    }

    /** The same closed form for pairs, of which half are (5, positive in 80%) and half (-5, negative in 80%). Unknown pairs do not count. */
    @Test
    void setsAreFittedByTheBinaryCrossEntropyOfTheirKnownPairs() {
        int count = 500;
        float[] logits = new float[3 * count];
        int[][] positives = new int[count][];
        int[][] negatives = new int[count][];
        for (int i = 0; i < count; i++) {
            logits[3 * i] = 5;
            logits[3 * i + 1] = -5;
            logits[3 * i + 2] = 100; // unknown
            positives[i] = i % 5 == 0 ? new int[] {1} : new int[] {0};
            negatives[i] = i % 5 == 0 ? new int[] {0} : new int[] {1};
        }
        LogitRows rows = LogitRows.ofSets(LabelScores.of(
                logits, new ClassSets(positives, negatives, new boolean[count], List.of("a", "b", "c"))));
        assertThat(rows.size()).isEqualTo(2 * count);
        double fitted = rows.temperature().orElseThrow();
        assertThat(fitted).isCloseTo(5 / Math.log(4), within(1e-6));
        // Binary entropy of 0.8; all probabilities are 0.8 or 0.2, and right in these shares.
        assertThat(rows.quality(fitted).nll()).isCloseTo(-0.8 * Math.log(0.8) - 0.2 * Math.log(0.2), within(1e-9));
        assertThat(rows.quality(fitted).ece()).isCloseTo(0, within(1e-6));
        assertThat(rows.quality(1).ece()).isCloseTo(1 / (1 + Math.exp(-5)) - 0.8, within(1e-6));
    }

    /** Of many pairs, a sample is fitted, which must have both classes: a, calibrated at 1, and b, calibrated at 5 / log 4. */
    @Test
    void aSampleOfPairsHasAllClasses() {
        int count = 20_000;
        float[] logits = new float[2 * count];
        int[][] positives = new int[count][];
        for (int i = 0; i < count; i++) {
            logits[2 * i] = (float) Math.log(4);
            logits[2 * i + 1] = 5;
            positives[i] = i % 5 == 0 ? new int[0] : new int[] {0, 1};
        }
        LogitRows rows = LogitRows.ofSets(LabelScores.complete(logits, positives, 2));
        double fitted = rows.temperature().orElseThrow();
        double step = 1e-3;
        assertThat((nll(rows, fitted + step) - nll(rows, fitted - step)) / (2 * step))
                .isCloseTo(0, within(2e-3));
        assertThat(fitted).isBetween(2.0, 4.0);
    }

    /** The thresholds at a temperature decide as those without it do. */
    @Test
    void thresholdsFollowTheTemperature() {
        Random random = new Random(3);
        float[] plain = new float[3000];
        float[] scaled = new float[3000];
        double temperature = 1.7;
        for (int i = 0; i < plain.length; i++) {
            double logit = 4 * random.nextGaussian();
            plain[i] = (float) (1 / (1 + Math.exp(-logit)));
            scaled[i] = (float) (1 / (1 + Math.exp(-logit / temperature)));
        }
        LabelThresholds thresholds = new LabelThresholds(0.3, new double[] {0.3, 0.05, 0.91}, new boolean[3]);
        assertThat(thresholds.atTemperature(temperature).decide(scaled)).isEqualTo(thresholds.decide(plain));
        assertThat(thresholds.atTemperature(1).perClass()[1]).isCloseTo(0.05, within(1e-12));
    }

    @Test
    void thereMayBeNoBestTemperature() {
        float[] logits = new float[200];
        int[] right = new int[100];
        int[] wrong = new int[100];
        for (int i = 0; i < 100; i++) {
            logits[2 * i + i % 2] = 1;
            right[i] = i % 2;
            wrong[i] = 1 - i % 2;
        }
        assertThat(LogitRows.ofClasses(logits, new ClassLabels(right, List.of("a", "b")))
                        .temperature())
                .isEmpty();
        assertThat(LogitRows.ofClasses(logits, new ClassLabels(wrong, List.of("a", "b")))
                        .temperature())
                .isEmpty();
    }

    /** Cross-fitting costs a little likelihood, but far less than no calibration does. */
    @Test
    void crossFittingIsHardlyWorseThanFitting() {
        LogitRows rows = drawn(500, 2.5, 7);
        double fitted = rows.quality(rows.temperature().orElseThrow()).nll();
        assertThat(rows.crossFitted().nll()).isBetween(fitted, fitted + 0.01);
        assertThat(rows.quality(1).nll()).isGreaterThan(fitted + 0.05);
    }
}
