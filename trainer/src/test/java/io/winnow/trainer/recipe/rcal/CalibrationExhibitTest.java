package io.winnow.trainer.recipe.rcal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.calibrate.ClassGaussians;
import org.junit.jupiter.api.Test;

class CalibrationExhibitTest {
    @Test
    void theCenterOfAClassIsTheMeanOfItsPoints() {
        try (NDManager manager = NDManager.newBaseManager()) {
            ClassGaussians.Points points = new ClassGaussians.Points(
                    manager.create(new float[] {1, 2, 3, 6, 10, 0}, new Shape(3, 2)), new int[] {2, 2, 0});
            assertThat(CalibrationExhibit.centers(points, 3)).isDeepEqualTo(new double[][] {{10, 0}, {0, 0}, {2, 4}});
        }
    }
}
