package io.winnow.trainer.audit.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.calibrate.NeighbourVotes;
import org.junit.jupiter.api.Test;

class OutliersTest {
    /** The quartiles of 1, 2, .., 9 are 3 and 7, so that the limit is 7 + 3 * 4; those of the other numbers are 3 and 8. */
    @Test
    void theLimitIsThreeRangesAboveTheThirdQuartile() {
        float[] distances = {1, 2, 3, 4, 20, 6, 7, 8, 40};
        Outliers found = Outliers.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        assertThat(found.limit()).isCloseTo(19, within(1e-12));
        assertThat(found.rows()).isEmpty();
        Outliers far = Outliers.of(distances);
        assertThat(far.limit()).isCloseTo(8 + 3 * 5, within(1e-12));
        assertThat(far.rows()).containsExactly(8);
    }

    /** Vectors in the plane at small angles, whose distances are 1 less the cosines of differences of angles, and one across from them. */
    @Test
    void distancesAreThoseToTheTenthNeighbour() {
        int n = 40;
        float[] plane = new float[2 * n];
        for (int i = 0; i < n; i++) {
            double angle = i == 7 ? 2.5 : 0.01 * i;
            plane[2 * i] = (float) ((1 + i) * Math.cos(angle));
            plane[2 * i + 1] = (float) ((1 + i) * Math.sin(angle));
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(plane, new Shape(n, 2));
            Outliers found = Outliers.of(z, NeighbourVotes.of(z, 12));
            // The neighbours of the first vector are the next ones without the odd one: the tenth is number 11.
            assertThat((double) found.distances()[0]).isCloseTo(1 - Math.cos(0.11), within(1e-6));
            // In the middle they lie on both sides.
            assertThat((double) found.distances()[25]).isCloseTo(1 - Math.cos(0.05), within(1e-6));
            // The nearest one across is the last, and the tenth is number 30.
            assertThat((double) found.distances()[7]).isCloseTo(1 - Math.cos(2.5 - 0.30), within(1e-6));
            // The ends of the arc have their neighbours on one side only, but are nearer to them.
            assertThat(found.rows()).startsWith(7);
        }
    }
}
