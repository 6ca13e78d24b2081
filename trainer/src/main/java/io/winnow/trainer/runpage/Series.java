package io.winnow.trainer.runpage;

import io.winnow.trainer.page.Curve;
import io.winnow.trainer.run.MetricEvent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What runs that differ only in their seed measured of one metric, over the steps of the stages that measured it, one stage after another.
 *
 * @param name name in the legend
 * @param runs for each run, the values by the place on the horizontal axis
 * @param undefined number of values that are not finite, which cannot be drawn
 */
record Series(String name, List<TreeMap<Double, Double>> runs, long undefined) {
    /**
     * Collects the values.
     *
     * @param begins where each stage begins on the horizontal axis
     */
    static Series of(String name, RunGroup group, String metric, Map<String, Long> begins) {
        List<TreeMap<Double, Double>> runs = group.runs().stream()
                .map(run -> values(run.metrics(), metric, begins))
                .filter(values -> !values.isEmpty())
                .toList();
        long undefined = group.runs().stream()
                .flatMap(run -> run.metrics().stream())
                .map(event -> event.values().get(metric))
                .filter(value -> value != null && !Double.isFinite(value))
                .count();
        return new Series(name, runs, undefined);
    }

    private static TreeMap<Double, Double> values(List<MetricEvent> events, String metric, Map<String, Long> begins) {
        TreeMap<Double, Double> values = new TreeMap<>();
        for (MetricEvent event : events) {
            Double value = event.values().get(metric);
            if (value != null && Double.isFinite(value)) {
                values.put((double) begins.get(event.stage()) + event.step(), value);
            }
        }
        return values;
    }

    /** Returns the curve of a single run, or the mean over all runs, with a band from the lowest to the highest, where all have a value. */
    Curve curve() {
        Set<Double> common = new LinkedHashSet<>(runs.get(0).keySet());
        runs.forEach(run -> common.retainAll(run.keySet()));
        double[] x = common.stream().mapToDouble(Double::doubleValue).toArray();
        double[] y = new double[x.length];
        double[] low = new double[x.length];
        double[] high = new double[x.length];
        IntStream.range(0, x.length).forEach(i -> {
            double[] values =
                    runs.stream().mapToDouble(run -> run.get(x[i])).sorted().toArray();
            y[i] = IntStream.range(0, values.length)
                    .mapToDouble(r -> values[r])
                    .average()
                    .orElseThrow();
            low[i] = values[0];
            high[i] = values[values.length - 1];
        });
        return runs.size() == 1 ? Curve.of(name, x, y) : new Curve(name, x, y, low, high);
    }
}
