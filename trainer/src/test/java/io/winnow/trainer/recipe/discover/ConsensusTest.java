package io.winnow.trainer.recipe.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConsensusTest {
    /** Probabilities of five classes, of which the first two are old. */
    private static float[][] probabilities() {
        float[][] rows = new float[20][5];
        for (int i = 0; i < rows.length; i++) {
            Arrays.fill(rows[i], 0.05f + 0.001f * i);
            rows[i][i % 5] = 1 - 4 * rows[i][0];
        }
        return rows;
    }

    /** The new classes of two further trainings are in other orders, and one of them says something else of a single example. */
    @Test
    void newClassesAreMatchedBeforeTheMean() {
        float[][] wanted = probabilities();
        int[][] orders = {{0, 1, 4, 2, 3}, {0, 1, 3, 2, 4}};
        Consensus consensus = new Consensus(probabilities(), 2);
        try (NDManager manager = NDManager.newBaseManager()) {
            for (int[] order : orders) {
                float[][] other = new float[20][5];
                for (int i = 0; i < other.length; i++) {
                    for (int c = 0; c < 5; c++) {
                        other[i][order[c]] = wanted[i][c];
                    }
                }
                if (order == orders[1]) {
                    other[7] = new float[] {1, 0, 0, 0, 0};
                }
                consensus.add(other, manager);
            }
        }
        float[][] mean = consensus.mean();
        for (int i = 0; i < mean.length; i++) {
            for (int c = 0; c < 5; c++) {
                double own = i == 7 ? (2 * wanted[i][c] + (c == 0 ? 1 : 0)) / 3.0 : wanted[i][c];
                assertThat((double) mean[i][c]).isCloseTo(own, within(1e-6));
            }
        }
    }

    /** Old classes keep their outputs, even if another order would agree more. */
    @Test
    void oldClassesKeepTheirOutputs() {
        Consensus consensus = new Consensus(new float[][] {{1, 0, 0}, {0, 1, 0}}, 2);
        try (NDManager manager = NDManager.newBaseManager()) {
            consensus.add(new float[][] {{0, 1, 0}, {1, 0, 0}}, manager);
        }
        assertThat(consensus.mean()).isDeepEqualTo(new float[][] {{0.5f, 0.5f, 0}, {0.5f, 0.5f, 0}});
    }
}
