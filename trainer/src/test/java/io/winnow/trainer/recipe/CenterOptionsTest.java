package io.winnow.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class CenterOptionsTest {
    /** The first example has two classes, the second has one of them, and nothing has the last class. */
    @Test
    void centersAreMeansOfUnitVectorsOfLengthOne() {
        int[][] classes = {{0, 1}, {0}};
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = manager.create(new float[] {3, 0, 0, 5}, new Shape(2, 2));
            float[] means =
                    CenterOptions.means(vectors, i -> classes[i], 3, manager).toFloatArray();
            float half = (float) Math.sqrt(0.5);
            assertThat(means[0]).isCloseTo(half, within(1e-6f));
            assertThat(means[1]).isCloseTo(half, within(1e-6f));
            assertThat(means[2]).isCloseTo(1, within(1e-6f));
            assertThat(means[3]).isZero();
            assertThat(Math.hypot(means[4], means[5])).isCloseTo(1, within(1e-6));
        }
    }
}
