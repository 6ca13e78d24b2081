package io.winnow.trainer.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DescribedClassesTest {
    private static final int SEEN = 20;
    private static final int ALL = 26;
    private static final int DESCRIBED = 6;
    private static final int LENGTH = 8;
    private static final int EACH = 12;

    private final Random random = new Random(3);
    private final double[][] descriptions = drawn(ALL, DESCRIBED, 1);
    private final double[][] map = drawn(DESCRIBED, LENGTH, 1);
    private final double[] offset = drawn(1, LENGTH, 5)[0];

    private double[][] drawn(int rows, int width, double scale) {
        return IntStream.range(0, rows)
                .mapToObj(i -> IntStream.range(0, width)
                        .mapToDouble(d -> scale * random.nextGaussian())
                        .toArray())
                .toArray(double[][]::new);
    }

    /** The mean of a class is a linear function of its description. */
    private double[] mean(int k) {
        return IntStream.range(0, LENGTH)
                .mapToDouble(d -> offset[d]
                        + IntStream.range(0, DESCRIBED)
                                .mapToDouble(a -> descriptions[k][a] * map[a][d])
                                .sum())
                .toArray();
    }

    private double[][] around(int k, double noise) {
        return IntStream.range(0, EACH)
                .mapToObj(i -> Arrays.stream(mean(k))
                        .map(each -> each + noise * random.nextGaussian())
                        .toArray())
                .toArray(double[][]::new);
    }

    private DescribedClasses fitted(int seen) {
        return fitted(seen, List.of());
    }

    private DescribedClasses fitted(int seen, List<double[][]> few) {
        double[][] x = IntStream.range(0, seen)
                .boxed()
                .flatMap(k -> Arrays.stream(around(k, 0.1)))
                .toArray(double[][]::new);
        int[] labels = IntStream.range(0, seen * EACH).map(n -> n / EACH).toArray();
        double[][] means = IntStream.range(0, seen).mapToObj(this::mean).toArray(double[][]::new);
        return DescribedClasses.fit(means, x, labels, descriptions, few);
    }

    @Test
    void classesWithoutExamplesAreFoundWhereTheirDescriptionsAreMappedTo() {
        DescribedClasses fitted = fitted(SEEN);
        for (int k = 0; k < ALL; k++) {
            for (int d = 0; d < LENGTH; d++) {
                assertThat(fitted.prototypes()[k][d] + fitted.center()[d])
                        .as("class %d", k)
                        .isCloseTo(mean(k)[d], within(0.05));
            }
            double[][] scores = fitted.scores(around(k, 0.1));
            int own = k;
            assertThat(SeenPenalty.predicted(scores, new boolean[ALL], 0)).containsOnly(own);
        }
        assertThat(fitted.validated().get(0)).isGreaterThan(0.9);
    }

    /** Scores differ as half of the negative squared distances do, and by the penalty. */
    @Test
    void scoresAreDistances() {
        DescribedClasses fitted = fitted(3);
        assertThat(fitted.validated()).isEmpty();
        double[] x = around(1, 1)[0];
        double[] scores = fitted.scores(new double[][] {x})[0];
        double[] halves = IntStream.range(0, ALL)
                .mapToDouble(k -> -IntStream.range(0, LENGTH)
                                .mapToDouble(d -> Math.pow(x[d] - fitted.center()[d] - fitted.prototypes()[k][d], 2))
                                .sum()
                        / 2)
                .toArray();
        for (int k = 1; k < ALL; k++) {
            assertThat(scores[k] - scores[0]).isCloseTo(halves[k] - halves[0], within(1e-9));
        }
        DescribedClasses penalised = new DescribedClasses(
                fitted.center(), fitted.prototypes(), 3, fitted.shares(), 1, 0.25, fitted.validated());
        double[] lower = penalised.scores(new double[][] {x})[0];
        assertThat(lower[0]).isCloseTo(scores[0] - 0.25, within(1e-12));
        assertThat(lower[5]).isEqualTo(scores[5]);
    }

    /** With n examples, the prototype is (5 p + sum of x) / (5 + n), and the penalty n / (5 + n) of that of classes with examples. */
    @Test
    void aFewExamplesMoveTheMappedDescription() {
        double[][] two = {around(0, 1)[0], around(1, 1)[0]};
        int k = SEEN + 3;
        List<double[][]> few = new ArrayList<>(Collections.nCopies(ALL - 3, new double[0][]));
        few.set(k - 3, two);
        DescribedClasses with = fitted(3, few);
        DescribedClasses same = fitted(3);
        for (int d = 0; d < LENGTH; d++) {
            double wanted = (5 * (same.prototypes()[k][d] + same.center()[d]) + two[0][d] + two[1][d]) / 7;
            assertThat(with.prototypes()[k][d] + with.center()[d]).isCloseTo(wanted, within(1e-9));
            assertThat(with.prototypes()[k - 1][d]).isEqualTo(same.prototypes()[k - 1][d]);
        }
        assertThat(with.shares()[0]).isEqualTo(1);
        assertThat(with.shares()[k - 1]).isZero();
        assertThat(with.shares()[k]).isCloseTo(2.0 / 7, within(1e-12));
        DescribedClasses penalised =
                new DescribedClasses(with.center(), with.prototypes(), 3, with.shares(), 1, 0.7, with.validated());
        double[] x = around(2, 1)[0];
        assertThat(penalised.scores(new double[][] {x})[0][k])
                .isCloseTo(with.scores(new double[][] {x})[0][k] - 0.2, within(1e-12));
    }
}
