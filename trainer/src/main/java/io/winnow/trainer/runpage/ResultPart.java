package io.winnow.trainer.runpage;

import io.winnow.trainer.page.Block;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.StageSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The results of runs beside their baselines, and the time and memory of their stages. */
record ResultPart(List<RunGroup> groups) {
    private static final int MOST_COLUMNS = 5;
    private static final String HIGHER = "\u00a0↑";
    private static final String LOWER = "\u00a0↓";

    Part part() throws IOException {
        List<RunGroup> complete = groups.stream()
                .map(RunGroup::complete)
                .filter(group -> !group.runs().isEmpty())
                .toList();
        List<Block> blocks = new ArrayList<>();
        if (complete.isEmpty()) {
            blocks.add(new Block.Text("There is no result yet, because no run is complete."));
        } else if (complete.size() == 1) {
            blocks.addAll(beside(complete.get(0)));
        } else {
            Map<String, Map<String, Spread>> methods = new LinkedHashMap<>();
            complete.forEach(group -> methods.put(group.name(), new GroupResult(group).method()));
            blocks.add(table(methods));
            for (RunGroup group : complete) {
                if (new GroupResult(group).rows().size() > 1) {
                    blocks.add(new Block.Folded(group.name() + " beside its baselines", beside(group)));
                }
            }
        }
        if (complete.stream().anyMatch(group -> group.runs().size() > 1)) {
            blocks.add(new Block.Text(
                    "Of several seeds, the table has the mean ± the sample standard deviation over the seeds."));
        } else if (names(complete).stream().anyMatch(name -> name.endsWith(Result.STD))) {
            blocks.add(new Block.Text("The table has the mean ± the standard deviation over folds."));
        }
        if (names(complete).stream().anyMatch(name -> !direction(name).isEmpty())) {
            blocks.add(new Block.Text("↑ higher is better, ↓ lower is better."));
        }
        stages().ifPresent(blocks::add);
        return new Part("result", "Result", blocks);
    }

    private static Set<String> names(List<RunGroup> complete) {
        Set<String> names = new LinkedHashSet<>();
        complete.forEach(group -> names.addAll(
                group.runs().get(0).result().orElseThrow().metrics().keySet()));
        return names;
    }

    private static List<Block> beside(RunGroup group) throws IOException {
        GroupResult result = new GroupResult(group);
        return List.of(new Block.Text(result.sentence()), table(result.rows()));
    }

    /** A table with a row for each metric and a column for each entry, or the other way round if there are many entries. */
    private static Block table(Map<String, Map<String, Spread>> entries) {
        Set<String> metrics = new LinkedHashSet<>();
        entries.values().forEach(entry -> metrics.addAll(entry.keySet()));
        boolean wide = entries.size() > MOST_COLUMNS && metrics.size() < entries.size();
        List<String> header = new ArrayList<>(List.of(wide ? "run" : "metric"));
        List<List<String>> rows = new ArrayList<>();
        if (wide) {
            metrics.forEach(metric -> header.add(metric + direction(metric)));
            entries.forEach((name, entry) -> {
                List<String> row = new ArrayList<>(List.of(name));
                metrics.forEach(metric -> row.add(cell(entry, metric)));
                rows.add(row);
            });
        } else {
            header.addAll(entries.keySet());
            for (String metric : metrics) {
                List<String> row = new ArrayList<>(List.of(metric + direction(metric)));
                entries.values().forEach(entry -> row.add(cell(entry, metric)));
                rows.add(row);
            }
        }
        return new Block.Table("", header, rows);
    }

    private static String cell(Map<String, Spread> entry, String metric) {
        return entry.containsKey(metric) ? entry.get(metric).text(metric) : "";
    }

    private static String direction(String metric) {
        return Figures.higherIsBetter(metric)
                .map(higher -> higher ? HIGHER : LOWER)
                .orElse("");
    }

    private Optional<Block> stages() {
        List<List<String>> rows = new ArrayList<>();
        for (RunFiles run :
                groups.stream().flatMap(group -> group.runs().stream()).toList()) {
            for (StageSummary stage : run.stages()) {
                rows.add(List.of(
                        run.name(),
                        stage.name(),
                        Figures.duration(stage.seconds()),
                        stage.peakMemoryBytes() == null ? "" : Figures.bytes(stage.peakMemoryBytes()),
                        speed(stage)));
            }
        }
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new Block.Folded(
                        "Time and memory of the stages",
                        List.of(new Block.Table(
                                "", List.of("run", "stage", "duration", "peak memory", "speed"), rows))));
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
