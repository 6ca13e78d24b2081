package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Isotonic calibration: the non-increasing step function with the smallest squared error, found by the pool-adjacent-violators algorithm
 * (Ayer et al. 1955; Zadrozny and Elkan, KDD 2002). It is interpolated linearly between the fitted distances and constant beyond them.
 *
 * @param distances ends of the steps, ascending and distinct
 * @param scores score at each of these distances, non-increasing
 */
@SuppressWarnings("ArrayRecordComponent") // a curve; never compared
public record IsotonicCalibration(double[] distances, double[] scores) implements ScoreCalibration {
    /**
     * Fits the calibration.
     *
     * @param distances distance of each pair, at least one
     * @param values desired score of each pair, such as a graded similarity. For equal distances, the mean of their values is used
     */
    public static IsotonicCalibration fit(double[] distances, double[] values) {
        Integer[] order = new Integer[distances.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> distances[i]));
        double[] first = new double[order.length];
        double[] last = new double[order.length];
        double[] sum = new double[order.length];
        double[] weight = new double[order.length];
        int blocks = 0;
        for (int i = 0; i < order.length; ) {
            double distance = distances[order[i]];
            first[blocks] = distance;
            last[blocks] = distance;
            sum[blocks] = 0;
            weight[blocks] = 0;
            while (i < order.length && distances[order[i]] == distance) {
                sum[blocks] += values[order[i]];
                weight[blocks]++;
                i++;
            }
            while (blocks > 0 && sum[blocks] / weight[blocks] >= sum[blocks - 1] / weight[blocks - 1]) {
                sum[blocks - 1] += sum[blocks];
                weight[blocks - 1] += weight[blocks];
                last[blocks - 1] = last[blocks];
                blocks--;
            }
            blocks++;
        }
        double[] x = new double[2 * blocks];
        double[] y = new double[2 * blocks];
        int ends = 0;
        for (int b = 0; b < blocks; b++) {
            for (double end : first[b] == last[b] ? new double[] {first[b]} : new double[] {first[b], last[b]}) {
                x[ends] = end;
                y[ends++] = sum[b] / weight[b];
            }
        }
        return new IsotonicCalibration(Arrays.copyOf(x, ends), Arrays.copyOf(y, ends));
    }

    @Override
    public double score(double distance) {
        int found = Arrays.binarySearch(distances, distance);
        if (found >= 0) {
            return scores[found];
        }
        int next = -found - 1;
        if (next == 0) {
            return scores[0];
        }
        if (next == distances.length) {
            return scores[next - 1];
        }
        double share = (distance - distances[next - 1]) / (distances[next] - distances[next - 1]);
        return scores[next - 1] + share * (scores[next] - scores[next - 1]);
    }
}
