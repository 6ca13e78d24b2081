package io.winnow.trainer.audit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.calibrate.NeighbourVotes;

/**
 * Labels as numbers: T of each example.
 *
 * @param values the numbers (N * T), row-major
 * @param width T
 */
@SuppressWarnings("ArrayRecordComponent") // a matrix; never compared
record TargetTable(float[] values, int width) implements KernelRidge.Targets {
    int size() {
        return values.length / width;
    }

    @Override
    public NDArray of(int[] rows, NDManager scope) {
        float[] picked = new float[Math.multiplyExact(rows.length, width)];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, rows[i] * width, picked, i * width, width);
        }
        return scope.create(picked, new Shape(rows.length, width));
    }

    /**
     * Returns the mean of the numbers of the nearest neighbours of each example (N * T), row-major.
     *
     * @param most number of neighbours; all that were found if there are fewer
     */
    double[] neighbourMeans(NeighbourVotes neighbours, int most) {
        double[] means = new double[values.length];
        int count = Math.min(most, neighbours.found());
        for (int row = 0; row < size(); row++) {
            int from = row * width;
            neighbours.of(row).limit(count).forEach(other -> {
                for (int t = 0; t < width; t++) {
                    means[from + t] += values[other * width + t];
                }
            });
            for (int t = 0; t < width; t++) {
                means[from + t] /= count;
            }
        }
        return means;
    }
}
