package io.winnow.trainer.runpage;

import io.winnow.trainer.evaluate.Proportion;
import io.winnow.trainer.run.Result;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The result of complete runs that differ only in their seed, beside the baselines that they measured.
 *
 * @param group complete runs
 */
record GroupResult(RunGroup group) {
    private static final String ACCURACY = "accuracy";

    /** The figures of the method and of its baselines, by their names. */
    Map<String, Map<String, Spread>> rows() {
        Map<String, Map<String, Spread>> rows = new LinkedHashMap<>();
        List<Result> results = results();
        rows.put(results.get(0).recipe(), method());
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

    private List<Result> results() {
        return group.runs().stream().map(run -> run.result().orElseThrow()).toList();
    }

    /** The figures of the method. */
    Map<String, Spread> method() {
        return spreads(results().stream().map(Result::metrics).toList());
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

    /** Returns a sentence on the main metric with its uncertainty, and on whether the method is better than the best of what it is compared with. */
    String sentence() throws IOException {
        Map<String, Map<String, Spread>> rows = rows();
        String method = results().get(0).recipe();
        Map<String, Spread> own = rows.get(method);
        if (own.isEmpty()) {
            return "The run " + group.name() + " has no metrics: it was not evaluated.";
        }
        String metric =
                own.containsKey(ACCURACY) ? ACCURACY : own.keySet().iterator().next();
        double value = own.get(metric).mean();
        Optional<Proportion> interval = interval(metric, value);
        String text = group.name() + ": " + method + " has the " + metric + " "
                + own.get(metric).text(metric)
                + interval.map(GroupResult::shown).orElse(seeds()) + ".";
        Optional<Boolean> higher = Figures.higherIsBetter(metric);
        Optional<String> best = higher.flatMap(up -> best(rows, method, metric, up));
        if (best.isEmpty()) {
            return text;
        }
        double other = rows.get(best.get()).get(metric).mean();
        // Not "baseline": a row may also be a bound, such as a training with the true labels.
        String against = " The best of the other rows, " + best.get() + ", has "
                + rows.get(best.get()).get(metric).text(metric);
        if (Figures.metric(metric, value).equals(Figures.metric(metric, other))) {
            return text + against + ", the same.";
        }
        boolean better = value > other == higher.get();
        boolean within = interval.map(share -> share.low() <= other && other <= share.high())
                .orElse(Math.abs(value - other) < own.get(metric).std());
        return text + against + "; the method is " + (better ? "better" : "worse") + " by "
                + Figures.difference(metric, value - other)
                + (within ? ", which is within the uncertainty of this figure." : ".");
    }

    private static Optional<String> best(
            Map<String, Map<String, Spread>> rows, String method, String metric, boolean higher) {
        String best = null;
        for (Map.Entry<String, Map<String, Spread>> row : rows.entrySet()) {
            if (row.getKey().equals(method)
                    || !row.getValue().containsKey(metric)
                    || Double.isNaN(row.getValue().get(metric).mean())) {
                continue;
            }
            double value = row.getValue().get(metric).mean();
            double least =
                    best == null ? Double.NaN : rows.get(best).get(metric).mean();
            if (best == null || (higher ? value > least : value < least)) {
                best = row.getKey();
            }
        }
        return Optional.ofNullable(best);
    }

    private String seeds() {
        return group.runs().size() > 1 ? " over " + group.runs().size() + " seeds" : "";
    }

    /** The interval of the accuracy of a single run, which is a share of the test examples; empty for other metrics. */
    private Optional<Proportion> interval(String metric, double value) throws IOException {
        if (group.runs().size() > 1 || !metric.equals(ACCURACY)) {
            return Optional.empty();
        }
        return StoredReport.classes(group.runs().get(0)).map(report -> {
            int size = Arrays.stream(report.confusion())
                    .flatMapToInt(Arrays::stream)
                    .sum();
            return Proportion.of((int) Math.round(value * size), size);
        });
    }

    private static String shown(Proportion share) {
        return String.format(
                Locale.ROOT,
                " (95%% interval %.2f%% to %.2f%%, from %,d test examples)",
                100 * share.low(),
                100 * share.high(),
                share.size());
    }
}
