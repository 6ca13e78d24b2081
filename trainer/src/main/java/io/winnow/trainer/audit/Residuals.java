package io.winnow.trainer.audit;

import io.winnow.trainer.calibrate.NeighbourVotes;
import java.util.Arrays;

/** Robust location and spread: wrong values hardly move them. */
final class Residuals {
    /** The standard deviation of a normal distribution, as a multiple of its median absolute deviation. */
    private static final double NORMAL = 1.4826022185056018;

    private Residuals() {}

    /** Returns the median; the mean of the two middle values if their number is even. There must be a value. */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * Returns the median absolute deviation from the median, scaled to the standard deviation of a normal distribution. If more than half of
     * the values are equal, it is the mean absolute deviation, scaled likewise, or 1 if all are.
     */
    static double spread(double[] values) {
        double centre = median(values);
        double[] distances =
                Arrays.stream(values).map(each -> Math.abs(each - centre)).toArray();
        double median = median(distances);
        if (median > 0) {
            return NORMAL * median;
        }
        double mean = Arrays.stream(distances).average().orElseThrow();
        return mean > 0 ? Math.sqrt(Math.PI / 2) * mean : 1;
    }

    /** Returns values less predictions (N). */
    static double[] differences(double[] values, double[] predictions) {
        double[] differences = new double[values.length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = values[i] - predictions[i];
        }
        return differences;
    }

    /**
     * Returns the differences of values and predictions (N), less their median, in units of their spread near each example: the root of the
     * mean of two squares, of which one is the median absolute difference of all examples and the other that of the nearest neighbours, both
     * scaled to a standard deviation.
     *
     * @param most number of neighbours; all that were found if there are fewer
     */
    static double[] scaled(double[] values, double[] predictions, NeighbourVotes neighbours, int most) {
        double[] differences = differences(values, predictions);
        double centre = median(differences);
        double spread = spread(differences);
        double[] residuals = new double[differences.length];
        double[] sizes = new double[differences.length];
        for (int i = 0; i < residuals.length; i++) {
            residuals[i] = (differences[i] - centre) / spread;
            sizes[i] = Math.abs(residuals[i]);
        }
        for (int i = 0; i < residuals.length; i++) {
            double near = NORMAL
                    * median(neighbours
                            .of(i)
                            .limit(most)
                            .mapToDouble(other -> sizes[other])
                            .toArray());
            residuals[i] /= Math.sqrt((1 + near * near) / 2);
        }
        return residuals;
    }
}
