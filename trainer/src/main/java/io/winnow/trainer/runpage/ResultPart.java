package io.winnow.trainer.runpage;

import io.winnow.trainer.evaluate.ClassificationReport;
import io.winnow.trainer.evaluate.Proportion;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.StageSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The results of runs beside their baselines, and the time and memory of their stages. */
record ResultPart(List<RunGroup> groups) {
    private static final String ACCURACY = "accuracy";

    Part part() throws IOException {
        List<RunGroup> complete = groups.stream()
                .map(group -> new RunGroup(
                        group.name(),
                        group.runs().stream().filter(run -> run.result().isPresent()).toList()))
                .filter(group -> !group.runs().isEmpty())
                .toList();
        List<Block> blocks = new ArrayList<>();
        for (RunGroup group : complete) {
            sentence(group).ifPresent(text -> blocks.add(new Block.Text(text)));
        }
        if (complete.isEmpty()) {
            blocks.add(new Block.Text("There is no result yet, because no run is complete."));
        } else if (complete.size() == 1) {
            blocks.add(table("", beside(complete.get(0))));
        } else {
            Map<String, Map<String, Spread>> methods = new LinkedHashMap<>();
            complete.forEach(group -> methods.put(group.name(), method(group)));
            blocks.add(table("", methods));
            complete.forEach(group -> blocks.add(new Block.Folded(
                    group.name() + " beside its baselines", List.of(table("", beside(group))))));
        }
        if (complete.stream().anyMatch(group -> group.runs().size() > 1)) {
            blocks.add(new Block.Text(
                    "Of several seeds, the table has the mean ± the sample standard deviation over the seeds."));
        } else if (names(complete).stream().anyMatch(name -> name.endsWith(Result.STD))) {
            blocks.add(new Block.Text("The table has the mean ± the standard deviation over folds."));
        }
        groups.forEach(group -> group.runs().forEach(run -> stages(run).ifPresent(blocks::add)));
        return new Part("result", "Result", blocks);
    }

    private static Set<String> names(List<RunGroup> complete) {
        Set<String> names = new LinkedHashSet<>();
        complete.forEach(group -> names.addAll(
                group.runs().get(0).result().orElseThrow().metrics().keySet()));
        return names;
    }

    /** The mean of a metric over seeds, and its sample standard deviation; or over folds, as a run reports them. NaN if there is none. */
    private record Spread(double mean, double std) {
        static Spread of(List<Map<String, Double>> runs, String metric) {
            double[] values = runs.stream()
                    .filter(run -> run.containsKey(metric))
                    .mapToDouble(run -> run.get(metric))
                    .toArray();
            double mean = Arrays.stream(values).average().orElse(Double.NaN);
            if (runs.size() == 1) {
                return new Spread(mean, runs.get(0).getOrDefault(metric + Result.STD, Double.NaN));
            }
            double squares =
                    Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
            return new Spread(mean, values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1)));
        }

        String text(String metric) {
            return Double.isNaN(std) ? Figures.metric(metric, mean) : Figures.metric(metric, mean, std);
        }
    }

    /** The figures of the method and of its baselines, by their names. */
    private static Map<String, Map<String, Spread>> beside(RunGroup group) {
        Map<String, Map<String, Spread>> rows = new LinkedHashMap<>();
        List<Result> results = results(group);
        rows.put(results.get(0).recipe(), method(group));
        Set<String> baselines = new LinkedHashSet<>();
        results.forEach(result -> baselines.addAll(result.baselines().keySet()));
        for (String baseline : baselines) {
            rows.put(
                    baseline,
                    spreads(results.stream()
                            .map(result -> result.baselines().getOrDefault(baseline, Map.of()))
                            .toList()));
        }
        return rows;
    }

    private static List<Result> results(RunGroup group) {
        return group.runs().stream().map(run -> run.result().orElseThrow()).toList();
    }

    private static Map<String, Spread> method(RunGroup group) {
        return spreads(results(group).stream().map(Result::metrics).toList());
    }

    private static Map<String, Spread> spreads(List<Map<String, Double>> runs) {
        Map<String, Spread> spreads = new LinkedHashMap<>();
        for (Map<String, Double> run : runs) {
            for (String metric : run.keySet()) {
                if (!metric.endsWith(Result.STD)) {
                    spreads.computeIfAbsent(metric, name -> Spread.of(runs, name));
                }
            }
        }
        return spreads;
    }

    /** A table with a row for each metric and a column for each entry. */
    private static Block table(String title, Map<String, Map<String, Spread>> columns) {
        List<String> header = new ArrayList<>(List.of("metric"));
        header.addAll(columns.keySet());
        Set<String> metrics = new LinkedHashSet<>();
        columns.values().forEach(column -> metrics.addAll(column.keySet()));
        List<List<String>> rows = new ArrayList<>();
        for (String metric : metrics) {
            List<String> row = new ArrayList<>(List.of(metric + direction(metric)));
            columns.values()
                    .forEach(column ->
                            row.add(column.containsKey(metric) ? column.get(metric).text(metric) : ""));
            rows.add(row);
        }
        return new Block.Table(title, header, rows);
    }

    private static String direction(String metric) {
        return Figures.higherIsBetter(metric)
                .map(higher -> higher ? " (higher is better)" : " (lower is better)")
                .orElse("");
    }

    /** The main metric with its uncertainty, and whether the method is better than the best baseline. */
    private static Optional<String> sentence(RunGroup group) throws IOException {
        Map<String, Map<String, Spread>> rows = beside(group);
        String method = results(group).get(0).recipe();
        Map<String, Spread> own = rows.get(method);
        if (own.isEmpty()) {
            return Optional.of("The run " + group.name() + " has no metrics: it was not evaluated.");
        }
        String metric = own.containsKey(ACCURACY) ? ACCURACY : own.keySet().iterator().next();
        double value = own.get(metric).mean();
        String text = group.name() + ": " + method + " has the " + metric + " "
                + own.get(metric).text(metric) + interval(group, metric, value) + ".";
        Optional<Boolean> higher = Figures.higherIsBetter(metric);
        Optional<String> best = higher.flatMap(up -> best(rows, method, metric, up));
        if (best.isEmpty()) {
            return Optional.of(text);
        }
        double other = rows.get(best.get()).get(metric).mean();
        String against = " The best baseline, " + best.get() + ", has "
                + rows.get(best.get()).get(metric).text(metric);
        if (Figures.metric(metric, value).equals(Figures.metric(metric, other))) {
            return Optional.of(text + against + ", the same.");
        }
        boolean better = value > other == higher.get();
        return Optional.of(text + against + "; the method is " + (better ? "better" : "worse") + " by "
                + Figures.difference(metric, value - other) + ".");
    }

    private static Optional<String> best(
            Map<String, Map<String, Spread>> rows, String method, String metric, boolean higher) {
        String best = null;
        for (Map.Entry<String, Map<String, Spread>> row : rows.entrySet()) {
            if (row.getKey().equals(method) || !row.getValue().containsKey(metric)) {
                continue;
            }
            double value = row.getValue().get(metric).mean();
            double least = best == null ? Double.NaN : rows.get(best).get(metric).mean();
            if (best == null || (higher ? value > least : value < least)) {
                best = row.getKey();
            }
        }
        return Optional.ofNullable(best);
    }

    /** The interval of an accuracy, which is a share of the test examples; empty for other metrics. */
    private static String interval(RunGroup group, String metric, double value) throws IOException {
        if (group.runs().size() > 1) {
            return " over " + group.runs().size() + " seeds";
        }
        Optional<ClassificationReport> report = StoredReport.classes(group.runs().get(0));
        if (!metric.equals(ACCURACY) || report.isEmpty()) {
            return "";
        }
        int size = Arrays.stream(report.get().confusion()).flatMapToInt(Arrays::stream).sum();
        Proportion share = Proportion.of((int) Math.round(value * size), size);
        return String.format(
                Locale.ROOT,
                " (95%% interval %.2f%% to %.2f%%, from %,d test examples)",
                100 * share.low(),
                100 * share.high(),
                size);
    }

    private static Optional<Block> stages(RunFiles run) {
        if (run.stages().isEmpty()) {
            return Optional.empty();
        }
        List<List<String>> rows = new ArrayList<>();
        for (StageSummary stage : run.stages()) {
            rows.add(List.of(
                    stage.name(),
                    Figures.duration(stage.seconds()),
                    stage.peakMemoryBytes() == null ? "" : Figures.bytes(stage.peakMemoryBytes()),
                    speed(stage)));
        }
        return Optional.of(new Block.Folded(
                "Time and memory of the stages of " + run.name(),
                List.of(new Block.Table("", List.of("stage", "duration", "peak memory", "speed"), rows))));
    }

    private static String speed(StageSummary stage) {
        return stage.metrics().entrySet().stream()
                .filter(each -> each.getKey().endsWith("_per_second"))
                .map(each -> String.format(
                        Locale.ROOT,
                        "%,.0f %s/s",
                        each.getValue(),
                        each.getKey().replaceFirst("_per_second$", "").replace('_', ' ')))
                .findFirst()
                .orElse("");
    }
}
