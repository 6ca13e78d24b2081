package io.winnow.trainer.compare;

import io.winnow.trainer.run.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The differences of the metrics of one group of runs to those of another.
 *
 * @param baseline the group that the other is compared with
 * @param group the group that is compared
 * @param metrics the difference of each metric
 * @param omitted metrics that are undefined or missing in at least one run, and thus not compared
 */
public record GroupComparison(
        RunGroup baseline, RunGroup group, Map<String, SeedDifference> metrics, List<String> omitted) {
    /** Compares the metrics of the methods of two groups; not those of their baselines. */
    public static GroupComparison of(RunGroup baseline, RunGroup group) {
        Map<List<Long>, RunGroup.Member> first = baseline.bySeeds(group);
        Map<List<Long>, RunGroup.Member> second = group.bySeeds(baseline);
        TreeSet<String> names = new TreeSet<>();
        first.values().forEach(run -> names.addAll(run.result().metrics().keySet()));
        second.values().forEach(run -> names.addAll(run.result().metrics().keySet()));
        names.removeIf(name -> name.endsWith(Result.STD));
        Map<String, SeedDifference> metrics = new LinkedHashMap<>();
        List<String> omitted = new ArrayList<>();
        for (String name : names) {
            Map<List<Long>, Double> a = figures(first, name);
            Map<List<Long>, Double> b = figures(second, name);
            if (a.size() == first.size() && b.size() == second.size()) {
                metrics.put(name, SeedDifference.of(a, b));
            } else {
                omitted.add(name);
            }
        }
        return new GroupComparison(baseline, group, metrics, omitted);
    }

    /** Whether the runs of the groups have the same seeds, by which they are paired. */
    public boolean paired() {
        return baseline.bySeeds(group).keySet().equals(group.bySeeds(baseline).keySet());
    }

    private static Map<List<Long>, Double> figures(Map<List<Long>, RunGroup.Member> runs, String metric) {
        Map<List<Long>, Double> figures = new LinkedHashMap<>();
        runs.forEach((seed, run) -> {
            Double figure = run.result().metrics().get(metric);
            if (figure != null && Double.isFinite(figure)) {
                figures.put(seed, figure);
            }
        });
        return figures;
    }
}
