package io.winnow.trainer.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well several numbers per example are predicted.
 *
 * @param numbers the report of each number by its name
 */
public record NumbersReport(Map<String, NumberReport> numbers) implements Report {
    /**
     * Compares predictions with numbers.
     *
     * @param predicted (N, T) in row-major order
     * @param truth (N, T); NaN where a number is unknown. Such examples are left out for this number
     * @param names names of the numbers (T)
     */
    public static NumbersReport of(float[] predicted, double[][] truth, List<String> names) {
        Map<String, NumberReport> reports = new LinkedHashMap<>();
        for (int t = 0; t < names.size(); t++) {
            double[] own = new double[truth.length];
            double[] known = new double[truth.length];
            for (int i = 0; i < truth.length; i++) {
                own[i] = predicted[i * names.size() + t];
                known[i] = truth[i][t];
            }
            reports.put(names.get(t), NumberReport.of(own, known));
        }
        return new NumbersReport(reports);
    }

    /** Means over the numbers; if there are several, also the metrics of each with its name in front. */
    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (String name : List.of("mae", "rmse", "r2", "spearman")) {
            numbers.values().stream()
                    .filter(report -> report.metrics().containsKey(name))
                    .mapToDouble(report -> report.metrics().get(name))
                    .average()
                    .ifPresent(mean -> metrics.put(name, mean));
        }
        if (numbers.size() > 1) {
            numbers.forEach((number, report) ->
                    report.metrics().forEach((name, value) -> metrics.put(number + "_" + name, value)));
        }
        return metrics;
    }
}
