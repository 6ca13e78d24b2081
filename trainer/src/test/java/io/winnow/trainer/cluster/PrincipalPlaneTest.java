package io.winnow.trainer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class PrincipalPlaneTest {
    /** Eight vectors with four numbers, and their scores and shares of variance by the singular value decomposition of NumPy 2.4. */
    private static final float[] VECTORS = {
        0, 2, 4, 6, 7, 9.5f, 4, 3.5f, 3, 6, 15, 9.5f, 10, 2.5f, 12.5f, 7, 6, 10, 23.5f, 2, 2, 4, 21, 8, 9, 0.5f, 21,
        5.5f, 5, 8, 32, 0.5f
    };

    private static final float[] SCORES = {
        -13.12164f,
        -1.76132f,
        -11.70881f,
        6.58939f,
        -2.27172f,
        -1.78598f,
        -4.28855f,
        -1.9821f,
        7.68518f,
        4.58579f,
        3.61475f,
        -3.67541f,
        4.05853f,
        -4.26912f,
        16.03226f,
        2.29876f
    };

    @Test
    void scoresAndVariancesAreThoseOfTheSingularValueDecomposition() {
        try (NDManager manager = NDManager.newBaseManager()) {
            PrincipalPlane plane = PrincipalPlane.of(manager.create(VECTORS, new Shape(8, 4)));
            assertThat(plane.points()).containsExactly(SCORES, within(1e-4f));
            assertThat(plane.first()).isCloseTo(0.75355587, within(1e-6));
            assertThat(plane.second()).isCloseTo(0.12405093, within(1e-6));
        }
    }

    @Test
    void equalVectorsAreOnePointWithoutVariance() {
        try (NDManager manager = NDManager.newBaseManager()) {
            PrincipalPlane plane = PrincipalPlane.of(manager.ones(new Shape(3, 2)));
            assertThat(plane.points()).containsOnly(0f);
            assertThat(plane.first()).isZero();
            assertThat(plane.second()).isZero();
        }
    }

    @Test
    void oneNumberIsNoPlane() {
        try (NDManager manager = NDManager.newBaseManager();
                NDArray line = manager.ones(new Shape(3, 1))) {
            assertThatThrownBy(() -> PrincipalPlane.of(line)).hasMessageContaining("(3, 1)");
        }
    }
}
