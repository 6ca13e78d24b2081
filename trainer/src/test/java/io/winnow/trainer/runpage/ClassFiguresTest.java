package io.winnow.trainer.runpage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassFiguresTest {
    /** Figures that were counted from 50 pairs of label and prediction, without a matrix; no example has the last class. */
    @Test
    void precisionRecallAndF1AreThoseOfTheDefinition() {
        List<ClassFigures> figures =
                ClassFigures.of(new int[][] {{14, 8, 2, 1}, {0, 12, 0, 1}, {1, 0, 11, 0}, {0, 0, 0, 0}});
        assertThat(figures).extracting(ClassFigures::support).containsExactly(25, 13, 12, 0);
        double[] precision = {0.9333333333, 0.6, 0.8461538462, 0};
        double[] recall = {0.56, 0.9230769231, 0.9166666667, Double.NaN};
        double[] f1 = {0.7, 0.7272727273, 0.88, 0};
        for (int k = 0; k < 4; k++) {
            assertThat(figures.get(k).precision()).isCloseTo(precision[k], within(1e-9));
            assertThat(figures.get(k).f1()).isCloseTo(f1[k], within(1e-9));
        }
        for (int k = 0; k < 3; k++) {
            assertThat(figures.get(k).recall()).isCloseTo(recall[k], within(1e-9));
        }
        assertThat(figures.get(3).recall()).isNaN();
    }

    @Test
    void aClassThatIsNeverPredictedHasNoPrecision() {
        ClassFigures never = ClassFigures.of(new int[][] {{3, 0}, {2, 0}}).get(1);
        assertThat(never.precision()).isNaN();
        assertThat(never.recall()).isZero();
        assertThat(never.f1()).isZero();
    }
}
