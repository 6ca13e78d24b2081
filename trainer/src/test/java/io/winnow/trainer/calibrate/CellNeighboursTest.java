package io.winnow.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class CellNeighboursTest {
    private static final int N = 2000;
    private static final int D = 8;

    /** Rows around 40 centers, so that a cell holds the neighbours of its rows. */
    private static float[] grouped() {
        Random random = new Random(3);
        float[] centers = new float[40 * D];
        for (int i = 0; i < centers.length; i++) {
            centers[i] = (float) random.nextGaussian();
        }
        return rows(row -> {
            float[] values = new float[D];
            for (int d = 0; d < D; d++) {
                values[d] = centers[row % 40 * D + d] + 0.1f * (float) random.nextGaussian();
            }
            return values;
        });
    }

    private static float[] rows(IntFunction<float[]> row) {
        float[] all = new float[N * D];
        for (int i = 0; i < N; i++) {
            System.arraycopy(row.apply(i), 0, all, i * D, D);
        }
        return all;
    }

    private static NDArray unit(float[] rows, NDManager manager) {
        return CalibrateScript.unitFloats(manager.create(rows, new Shape(N, D)));
    }

    private static void requireOthers(int[] found, int count) {
        assertThat(found).hasSize(N * count);
        for (int i = 0; i < N; i++) {

            int[] own = Arrays.copyOfRange(found, i * count, (i + 1) * count);
            assertThat(own).doesNotHaveDuplicates().doesNotContain(i);
            assertThat(own[count - 1]).isBetween(0, N - 1);
        }
    }

    /** The rows of each group are found, in the order of the exact search, which is the oracle. */
    @Test
    void neighboursWithinACellAreTheNearest() {
        int count = 30;
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray unit = unit(grouped(), manager);
            int[] found = CellNeighbours.of(unit, count, done -> {});
            int[] exact = NeighbourVotes.exact(unit, count, done -> {});
            requireOthers(found, count);
            int same = 0;
            for (int i = 0; i < found.length; i++) {
                same += found[i] == exact[i] ? 1 : 0;
            }
            assertThat(same / (double) found.length).isGreaterThan(0.99);
            assertThat(CellNeighbours.of(unit, count, done -> {})).isEqualTo(found);
        }
    }

    /** Equal rows share a cell, of which a part is searched for each part. */
    @Test
    void equalRowsHaveNeighbours() {
        float[] same = {1, 2, 3, 4, 5, 6, 7, 8};
        float[] other = {-8, 7, -6, 5, -4, 3, -2, 1};
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray unit = unit(rows(row -> row % 500 == 0 ? other : same), manager);
            requireOthers(CellNeighbours.of(unit, 20, done -> {}), 20);
        }
    }

    /** More neighbours than the nearest cells have rows. */
    @Test
    void allOthersCanBeAskedFor() {
        try (NDManager manager = NDManager.newBaseManager()) {
            requireOthers(CellNeighbours.of(unit(grouped(), manager), N - 1, done -> {}), N - 1);
        }
    }
}
