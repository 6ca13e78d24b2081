package io.winnow.trainer.cli;

import io.winnow.datasets.Plural;
import io.winnow.trainer.compare.GroupComparison;
import io.winnow.trainer.compare.RunGroup;
import io.winnow.trainer.compare.SeedDifference;
import io.winnow.trainer.evaluate.MeanStd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What {@code winnow runs compare} prints. */
final class ComparisonReport {
    /** With fewer pairs, no choice of signs is rare enough for a p-value of .05. */
    private static final int SEEDS_FOR_SIGNIFICANCE = 6;

    private ComparisonReport() {}

    /** Returns the groups and their differences as an object of JSON. */
    static Map<String, Object> json(List<RunGroup> groups, RunGroup baseline, List<GroupComparison> comparisons) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("baseline", baseline.name());
        all.put(
                "groups",
                groups.stream()
                        .map(group -> {
                            Map<String, Object> each = new LinkedHashMap<>();
                            each.put("group", group.name());
                            each.put(
                                    "runs",
                                    group.runs().stream()
                                            .map(run -> run.folder().toString())
                                            .toList());
                            each.put(
                                    "seeds",
                                    group.runs().stream()
                                            .map(run -> run.result().seed())
                                            .toList());
                            each.put("figures", figures(group));
                            return each;
                        })
                        .toList());
        all.put(
                "differences",
                comparisons.stream()
                        .map(comparison -> {
                            Map<String, Object> each = new LinkedHashMap<>();
                            each.put("group", comparison.group().name());
                            each.put("baseline", comparison.baseline().name());
                            each.put("metrics", comparison.metrics());
                            each.put("not_compared", comparison.omitted());
                            return each;
                        })
                        .toList());
        return all;
    }

    private static Map<String, Map<String, Map<String, Object>>> figures(RunGroup group) {
        Map<String, Map<String, Map<String, Object>>> rows = new LinkedHashMap<>();
        group.figures().forEach((row, metrics) -> {
            Map<String, Map<String, Object>> own = new LinkedHashMap<>();
            metrics.forEach((metric, values) -> {
                Map<String, Object> figure = new LinkedHashMap<>();
                MeanStd spread = MeanStd.of(values);
                figure.put("mean", spread.mean());
                if (spread.std() != null) {
                    figure.put("std", spread.std());
                }
                figure.put("values", values);
                own.put(metric, figure);
            });
            rows.put(row, own);
        });
        return rows;
    }

    /**
     * Returns the groups and their differences for people.
     *
     * @param resampled whether the intervals are those of the bootstrap
     */
    static String text(List<RunGroup> groups, List<GroupComparison> comparisons, boolean resampled) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("run", "method", "metric", "mean", "std", "runs"));
        for (RunGroup group : groups) {
            group.figures()
                    .forEach((row, metrics) -> metrics.forEach((metric, values) -> {
                        MeanStd spread = MeanStd.of(values);
                        cells.add(List.of(
                                group.name(),
                                row,
                                metric,
                                String.format(Locale.ROOT, "%.4f", spread.mean()),
                                spread.std() == null ? "" : String.format(Locale.ROOT, "%.4f", spread.std()),
                                Integer.toString(values.size())));
                    }));
        }
        StringBuilder text = new StringBuilder(ResultTable.align(cells));
        for (GroupComparison comparison : comparisons) {
            text.append(System.lineSeparator().repeat(2)).append(differences(comparison, resampled));
        }
        if (!comparisons.isEmpty()) {
            text.append(System.lineSeparator().repeat(2)).append(notes(comparisons, resampled));
        }
        return text.toString();
    }

    private static String differences(GroupComparison comparison, boolean resampled) {
        StringBuilder text = new StringBuilder("Difference of "
                + comparison.group().name() + " to " + comparison.baseline().name() + ", "
                + (comparison.paired() ? "paired by seed:" : "not paired, because their seeds differ:"));
        List<List<String>> cells = new ArrayList<>();
        comparison
                .metrics()
                .forEach((metric, difference) -> cells.add(List.of("  " + metric, difference.text(resampled))));
        if (!cells.isEmpty()) {
            text.append(System.lineSeparator()).append(ResultTable.align(cells, Set.of(0, 1)));
        }
        if (!comparison.omitted().isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%nNot compared, since they are undefined or missing in at least one run: %s.",
                    String.join(", ", comparison.omitted())));
        }
        return text.toString();
    }

    private static String notes(List<GroupComparison> comparisons, boolean resampled) {
        List<String> lines = new ArrayList<>();
        List<SeedDifference> tested = comparisons.stream()
                .flatMap(comparison -> comparison.metrics().values().stream())
                .filter(difference -> difference.p() != null)
                .toList();
        if (tested.isEmpty()) {
            return "Nothing was tested: train every configuration with several seeds, the same ones for each.";
        }
        lines.add("In parentheses: the 95% interval of the difference, "
                + (resampled
                        ? "by the bootstrap over seeds. With fewer than about ten seeds it is too short."
                        : "which assumes that differences are normally distributed.")
                + " The p-value comes from an exact test that assumes no distribution; up to "
                + SeedDifference.LEVEL + ", a difference is called significant.");
        Set<String> weak = new TreeSet<>();
        for (SeedDifference difference : tested) {
            if (!difference.decidable()) {
                weak.add(String.format(
                        Locale.ROOT,
                        "With %s%s, the test cannot give a p-value below %s, so no difference can be significant.%s",
                        difference.paired()
                                ? Plural.of(difference.runs(), "seeds")
                                : difference.baselineRuns() + " and " + Plural.of(difference.runs(), "runs"),
                        difference.paired() ? " on each side" : "",
                        SeedDifference.number(difference.leastP()),
                        difference.paired()
                                ? " At least " + SEEDS_FOR_SIGNIFICANCE + " seeds are needed."
                                : " Four runs on each side are enough."));
            }
        }
        lines.addAll(weak);
        if (tested.size() > 1) {
            lines.add(String.format(
                    Locale.ROOT,
                    "These are %d tests, and p-values are not adjusted for their number: without any true difference,"
                            + " up to one in 20 is called significant.",
                    tested.size()));
        }
        lines.add(
                "All this is about the randomness of the training. It does not cover the choice of the test examples.");
        return String.join(System.lineSeparator(), lines);
    }
}
