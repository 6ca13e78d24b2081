package io.winnow.datasets.augment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AxisMapTest {
    private static final int MAPS = 24;

    /** The full matrix, row by row. */
    private static float[][] resampled(int out, int in, double begin, double length, boolean mirrored) {
        float[][] matrix = new float[out][in];
        double step = length / out;
        double reach = Math.max(step, 1);
        for (int t = 0; t < out; t++) {
            float[] row = matrix[mirrored ? out - 1 - t : t];
            double center = begin + (t + 0.5) * step;
            float sum = 0;
            for (int i = 0; i < in; i++) {
                row[i] = (float) Math.max(0, 1 - Math.abs(i + 0.5 - center) / reach);
                sum += row[i];
            }
            for (int i = 0; i < in; i++) {
                row[i] /= sum;
            }
        }
        return matrix;
    }

    /** The product with the matrix of the blur, whose rows reflect at the edges. */
    private static float[][] blurred(float[][] matrix, double sigma) {
        int out = matrix.length;
        int radius = Math.min((int) Math.ceil(3 * sigma), out - 1);
        float sum = 0;
        for (int d = 0; d <= radius; d++) {
            sum += (d == 0 ? 1 : 2) * kernel(d, sigma);
        }
        float[][] blurred = new float[out][matrix[0].length];
        for (int t = 0; t < out; t++) {
            for (int d = -radius; d <= radius; d++) {
                int source = Math.abs(t + d);
                source = source < out ? source : 2 * (out - 1) - source;
                float weight = kernel(d, sigma) / sum;
                for (int i = 0; i < matrix[0].length; i++) {
                    blurred[t][i] += weight * matrix[source][i];
                }
            }
        }
        return blurred;
    }

    private static float kernel(int d, double sigma) {
        return (float) Math.exp(-d * d / (2 * sigma * sigma));
    }

    /** Enlarged and reduced crops, mirrored or not, blurred or not, in one batch; includes crops of a single pixel. */
    @Test
    void matricesEqualDirectSums() {
        int[][] lengths = {{8, 8}, {32, 20}, {7, 40}, {1, 9}, {9, 1}, {30, 33}};
        for (int[] length : lengths) {
            int out = length[0];
            int in = length[1];
            CounterRandom random = CounterRandom.of(3, out, in);
            List<AxisMap> maps = new ArrayList<>();
            float[] expected = new float[MAPS * out * in];
            for (int k = 0; k < MAPS; k++) {
                double cut = k == 0 ? in : random.nextDouble(Math.min(1, in / 4.0), in);
                double begin = random.nextDouble(0, in - cut);
                boolean mirrored = random.nextBoolean(0.5);
                AxisMap map = AxisMap.resample(out, in, begin, cut, mirrored);
                float[][] whole = resampled(out, in, begin, cut, mirrored);
                if (random.nextBoolean(0.5)) {
                    double sigma = random.nextDouble(0.1, 3);
                    map = map.blurred(sigma);
                    whole = blurred(whole, sigma);
                }
                maps.add(map);
                for (int t = 0; t < out; t++) {
                    System.arraycopy(whole[t], 0, expected, (k * out + t) * in, in);
                }
            }
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray matrices = AxisMap.matrices(maps, manager);
                assertThat(matrices.getShape()).isEqualTo(new Shape(MAPS, 1, out, in));
                assertThat(matrices.toFloatArray()).as("%d from %d", out, in).containsExactly(expected);
            }
        }
    }

    @Test
    void aWholeImageOfEqualLengthIsUnchanged() {
        assertThat(AxisMap.resample(8, 8, 0, 8, false).isIdentity()).isTrue();
        assertThat(AxisMap.resample(8, 8, 0, 8, true).isIdentity()).isFalse();
        assertThat(AxisMap.resample(8, 8, 0.5, 7.5, false).isIdentity()).isFalse();
        assertThat(AxisMap.resample(8, 8, 0, 8, false).blurred(0.5).isIdentity())
                .isFalse();
        assertThat(AxisMap.resample(8, 9, 0, 9, false).isIdentity()).isFalse();
        assertThat(AxisMap.resample(9, 8, 0, 8, false).isIdentity()).isFalse();
    }
}
