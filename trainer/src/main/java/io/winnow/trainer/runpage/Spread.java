package io.winnow.trainer.runpage;

import io.winnow.trainer.run.Result;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A metric of runs that differ only in their seed.
 *
 * @param mean mean over the runs; NaN if none has the metric
 * @param std sample standard deviation over the runs, with divisor n - 1; of a single run, the standard deviation over folds that it reports.
 *     NaN if there is neither
 */
record Spread(double mean, double std) {
    static Spread of(List<Map<String, Double>> runs, String metric) {
        double[] values = runs.stream()
                .filter(run -> run.containsKey(metric))
                .mapToDouble(run -> run.get(metric))
                .toArray();
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        if (runs.size() == 1) {
            return new Spread(mean, runs.get(0).getOrDefault(metric + Result.STD, Double.NaN));
        }
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return new Spread(mean, values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1)));
    }

    String text(String metric) {
        return Double.isNaN(std) ? Figures.metric(metric, mean) : Figures.metric(metric, mean, std);
    }
}
