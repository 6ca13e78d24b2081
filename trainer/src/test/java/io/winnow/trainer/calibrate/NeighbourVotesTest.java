package io.winnow.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.engine.LiveArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NeighbourVotesTest {
    private static float[] points(int n, int dimension) {
        Random random = new Random(8);
        float[] values = new float[n * dimension];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double cosine(float[] values, int dimension, int a, int b) {
        double product = 0;
        double first = 0;
        double second = 0;
        for (int d = 0; d < dimension; d++) {
            double x = values[a * dimension + d];
            double y = values[b * dimension + d];
            product += x * y;
            first += x * x;
            second += y * y;
        }
        return product / Math.sqrt(first * second);
    }

    /** The naive form: every row sorts all others. */
    private static int[] sorted(float[] values, int n, int dimension, int row) {
        return IntStream.range(0, n)
                .filter(other -> other != row)
                .boxed()
                .sorted(Comparator.comparingDouble(other -> -cosine(values, dimension, row, other)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Test
    void votesEqualThoseOfTheNaiveForm() {
        int n = 300;
        float[] values = points(n, 6);
        int[] classes = IntStream.range(0, n)
                .map(i -> i % 7 == 0 ? 2 : i % 3 == 0 ? 1 : 0)
                .toArray();
        boolean[] voters = new boolean[n];
        IntStream.range(0, n).forEach(i -> voters[i] = i % 5 != 0);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(values, new Shape(n, 6));
            int before = LiveArrays.below(manager);
            AtomicInteger done = new AtomicInteger();
            NeighbourVotes votes = NeighbourVotes.of(z, 40, done::addAndGet);
            assertThat(done).hasValue(n);
            assertThat(LiveArrays.below(manager)).isEqualTo(before);
            double[] shares = votes.shares(classes, 3, 15, voters, true);
            for (int i = 0; i < n; i++) {
                int row = i;
                int[] order = sorted(values, n, 6, i);
                assertThat(Arrays.copyOfRange(votes.rows(), i * 40, (i + 1) * 40))
                        .containsExactly(Arrays.copyOf(order, 40));
                int[] chosen = IntStream.of(Arrays.copyOf(order, 40))
                        .filter(other -> voters[other])
                        .limit(15)
                        .toArray();
                double[] expected = new double[3];
                for (int k = 0; k < 3; k++) {
                    int own = k;
                    long found =
                            IntStream.of(chosen).filter(j -> classes[j] == own).count();
                    long others = IntStream.range(0, n)
                            .filter(j -> j != row && voters[j] && classes[j] == own)
                            .count();
                    long all = IntStream.range(0, n)
                            .filter(j -> j != row && voters[j])
                            .count();
                    expected[k] = found / ((double) chosen.length * others / all + 1);
                }
                double sum = Arrays.stream(expected).sum();
                for (int k = 0; k < 3; k++) {
                    assertThat(shares[i * 3 + k]).isCloseTo(expected[k] / sum, within(1e-12));
                }
            }
        }
    }

    @Test
    void withoutVotersAllClassesAreEquallyLikely() {
        NeighbourVotes votes = new NeighbourVotes(new int[] {1, 2, 0, 2, 0, 1}, 2);
        assertThat(votes.shares(new int[] {0, 1, 0}, 2, 2, new boolean[] {false, false, true}, false))
                .containsExactly(1, 0, 1, 0, 0.5, 0.5);
    }

    /**
     * The memory of the process must not grow with the square of the number of rows: all distances of 12,000 rows are 576 MB, and they are
     * computed in 35 tiles. When the results of the tiles stayed in native memory between them, the process grew by the size of the
     * tiles together.
     */
    @Test
    void memoryDoesNotGrowWithTheNumberOfTiles() throws IOException {
        Path status = Path.of("/proc/self/status");
        assumeTrue(Files.isReadable(status), "The memory of the process can be read on Linux only.");
        int n = 12_000;
        float[] values = points(n, 4);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(values, new Shape(n, 4));
            NeighbourVotes.of(manager.create(Arrays.copyOf(values, 2000), new Shape(500, 4)), 10);
            long before = residentMegabytes(status);
            assertThat(NeighbourVotes.of(z, 50).found()).isEqualTo(50);
            assertThat(residentMegabytes(status) - before).isLessThan(200);
        }
    }

    private static long residentMegabytes(Path status) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
