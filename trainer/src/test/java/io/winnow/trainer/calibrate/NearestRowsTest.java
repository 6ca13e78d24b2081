package io.winnow.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Comparator;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The search rules most columns out at first. It must find what a sort of all of them finds, lower rows first where distances are equal. */
class NearestRowsTest {
    private static final int COUNT = 5;

    /**
     * Coordinates are whole numbers below {@code distinct}, so that all distances are exact. With few numbers, most rows have many equal ones,
     * and so have the minima of sets of columns.
     */
    @ParameterizedTest
    @CsvSource({"640, 2", "651, 3", "651, 40", "700, 1000"})
    void rowsAreThoseOfASortOfAllDistances(int n, int distinct) {
        Random random = new Random(n + distinct);
        double[] values = random.ints(2L * n, 0, distinct).asDoubleStream().toArray();
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray rows = manager.create(values, new Shape(n, 2)).toType(DataType.FLOAT64, false);
            NearestRows.Nearest found = NearestRows.all(CalibrateScript::euclidean, rows, COUNT, 100 * n);
            for (int row = 0; row < n; row++) {
                int own = row;
                IntToDoubleFunction distance = other ->
                        Math.hypot(values[2 * other] - values[2 * own], values[2 * other + 1] - values[2 * own + 1]);
                int[] expected = IntStream.range(0, n)
                        .filter(other -> other != own)
                        .boxed()
                        .sorted(Comparator.comparingDouble(distance::applyAsDouble))
                        .mapToInt(other -> other)
                        .limit(COUNT)
                        .toArray();
                for (int j = 0; j < COUNT; j++) {
                    assertThat(found.rows()[row * COUNT + j]).as("row %d", row).isEqualTo(expected[j]);
                    assertThat((float) found.distances()[row * COUNT + j])
                            .isEqualTo((float) distance.applyAsDouble(expected[j]));
                }
            }
        }
    }
}
