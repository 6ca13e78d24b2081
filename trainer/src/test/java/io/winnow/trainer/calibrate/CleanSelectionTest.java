package io.winnow.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.LabelNoise;
import io.winnow.trainer.engine.LiveArrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Uses three Gaussian clusters of 200, 100 and 40 points in eight dimensions, where 40% of the labels are wrong. */
class CleanSelectionTest {
    private static final int[] TRUTH =
            IntStream.range(0, 340).map(i -> i < 200 ? 0 : i < 300 ? 1 : 2).toArray();
    private static final int[] GIVEN = LabelNoise.SYMMETRIC.corrupt(TRUTH, 3, 0.4, 1);

    private static NDArray vectors(NDManager manager) {
        Random random = new Random(4);
        float[] values = new float[TRUTH.length * 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() + (i % 8 == TRUTH[i / 8] ? 5 : 0);
        }
        return manager.create(values, new Shape(TRUTH.length, 8));
    }

    /** Returns the smallest purity of a class: the fraction of its kept examples whose labels are right. */
    private static double purity(CleanSelection selection) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = vectors(manager);
            int before = LiveArrays.below(manager);
            boolean[] keep = selection.keep(z, GIVEN, 3);
            assertThat(LiveArrays.below(manager)).isEqualTo(before);
            return IntStream.range(0, 3)
                    .mapToDouble(k -> {
                        int[] kept = IntStream.range(0, keep.length)
                                .filter(i -> keep[i] && GIVEN[i] == k)
                                .toArray();
                        return (double) IntStream.of(kept)
                                        .filter(i -> TRUTH[i] == k)
                                        .count()
                                / kept.length;
                    })
                    .min()
                    .orElseThrow();
        }
    }

    @Test
    void neighboursRemoveWrongLabels() {
        double all = purity(new CleanSelection.None());
        assertThat(all).isLessThan(0.4);
        assertThat(purity(new CleanSelection.Neighbours(20, true))).isGreaterThan(0.9);
    }

    @Test
    void trimmingRemovesWrongLabelsThatAreAMinority() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = vectors(manager);
            boolean[] keep = new CleanSelection.Trimmed(0.5, 20).keep(z, GIVEN, 3);
            int[] kept = IntStream.range(0, keep.length)
                    .filter(i -> keep[i] && GIVEN[i] == 0)
                    .toArray();
            int[] all =
                    IntStream.range(0, keep.length).filter(i -> GIVEN[i] == 0).toArray();
            assertThat(kept).hasSize((all.length + 1) / 2);
            double before =
                    (double) IntStream.of(all).filter(i -> TRUTH[i] == 0).count() / all.length;
            double after =
                    (double) IntStream.of(kept).filter(i -> TRUTH[i] == 0).count() / kept.length;
            assertThat(after).isGreaterThan(before + 0.15);
        }
    }

    /** The class has 100 right examples and 30 wrong ones far away. */
    @Test
    void theMixtureFindsTheNearGroup() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Random random = new Random(6);
            float[] values = new float[130 * 8];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian() + (i >= 100 * 8 && i % 8 == 0 ? 12 : 0);
            }
            boolean[] keep =
                    new CleanSelection.Mixture(0.5).keep(manager.create(values, new Shape(130, 8)), new int[130], 1);
            assertThat(IntStream.range(0, 100).filter(i -> keep[i]).count()).isGreaterThan(80);
            assertThat(IntStream.range(100, 130).filter(i -> keep[i]).count()).isZero();
        }
    }

    /** Right rows lie along a line. Wrong rows beside it are near in each single coordinate, but far when the covariance is considered. */
    @Test
    void theMinimumCovarianceDeterminantConsidersCorrelation() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Random random = new Random(2);
            float[] values = new float[100 * 2];
            for (int i = 0; i < 100; i++) {
                float along = (float) random.nextGaussian() * 10;
                boolean wrong = i >= 80;
                values[2 * i] = along;
                values[2 * i + 1] = (wrong ? -along : along) + (float) random.nextGaussian() * 0.1f;
            }
            boolean[] keep =
                    new CleanSelection.Mcd(0.6, 2, 50).keep(manager.create(values, new Shape(100, 2)), new int[100], 1);
            assertThat(IntStream.range(0, 100).filter(i -> keep[i]).count()).isEqualTo(60);
            // Wrong rows near the point where both lines cross cannot be distinguished from right ones.
            for (int i = 80; i < 100; i++) {
                assertThat(keep[i] && Math.abs(values[2 * i]) > 2).isFalse();
            }
        }
    }

    /** A small group of outliers is detected with few neighbours, but not if all other examples are neighbours. */
    @Test
    void theOutlierFactorNeedsFewerNeighboursThanTheClassHas() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Random random = new Random(1);
            float[] values = new float[20 * 4];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian() + (i < 4 ? 9 : 0);
            }
            NDArray z = manager.create(values, new Shape(20, 4));
            int[] classes = new int[20];
            assertThat(new CleanSelection.Lof(20, 1, 1.5).keep(z, classes, 1)[0])
                    .isTrue();
            assertThat(new CleanSelection.Lof(20, 0.25, 1.5).keep(z, classes, 1)[0])
                    .isFalse();
        }
    }

    @Test
    void everyClassKeepsAtLeastOneExample() {
        try (NDManager manager = NDManager.newBaseManager()) {
            // The only example of class 1 lies among those of class 0.
            NDArray z = manager.create(new float[] {1, 0, 1, 0.1f, 1, -0.1f, 1, 0.01f}, new Shape(4, 2));
            assertThat(new CleanSelection.Neighbours(3, false).keep(z, new int[] {0, 0, 0, 1}, 3))
                    .containsExactly(true, true, true, true);
            for (CleanSelection selection : new CleanSelection[] {
                new CleanSelection.Lof(20, 1, 1.5),
                new CleanSelection.Trimmed(0.1, 3),
                new CleanSelection.None(),
                new CleanSelection.Mcd(0.5, 16, 5),
                new CleanSelection.Mixture(0.5)
            }) {
                assertThat(selection.keep(z, new int[] {0, 0, 0, 1}, 2)[3]).isTrue();
            }
        }
    }
}
