package io.winnow.trainer.runpage;

import io.winnow.trainer.evaluate.MeanStd;
import io.winnow.trainer.run.Result;
import java.util.List;
import java.util.Map;

/**
 * A metric of runs that differ only in their seeds.
 *
 * @param mean mean over the runs; NaN if none has the metric
 * @param std sample standard deviation over the runs, with divisor n - 1; of a single run, the standard deviation over folds that it reports.
 *     NaN if there is neither
 */
record Spread(double mean, double std) {
    static Spread of(List<Map<String, Double>> runs, String metric) {
        List<Double> values = runs.stream()
                .filter(run -> run.containsKey(metric))
                .map(run -> run.get(metric))
                .toList();
        if (values.isEmpty()) {
            return new Spread(Double.NaN, Double.NaN);
        }
        MeanStd spread = MeanStd.of(values);
        double single = runs.size() == 1 ? runs.get(0).getOrDefault(metric + Result.STD, Double.NaN) : Double.NaN;
        return new Spread(spread.mean(), spread.std() == null ? single : spread.std());
    }

    String text(String metric) {
        return Double.isNaN(std) ? Figures.metric(metric, mean) : Figures.metric(metric, mean, std);
    }
}
