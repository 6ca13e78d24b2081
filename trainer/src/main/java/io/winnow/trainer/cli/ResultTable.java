package io.winnow.trainer.cli;

import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.StageSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Results as tables of text. */
final class ResultTable {
    /** After the name of a metric: its deviation over folds. */
    private static final String DEVIATION = "_deviation";

    private static final int MAX_COLUMNS = 9;

    private ResultTable() {}

    /** The baselines, the method, and the time and the most memory of each stage. */
    static String of(Result result) {
        Map<String, Map<String, Double>> rows = new LinkedHashMap<>(result.baselines());
        rows.put(result.recipe(), result.metrics());
        StringBuilder text = new StringBuilder();
        if (rows.values().stream().anyMatch(row -> !row.isEmpty())) {
            text.append(of(rows)).append('\n');
        }
        for (StageSummary stage : result.stages()) {
            text.append(String.format(Locale.ROOT, "%n%-16s %7.1f s", stage.name(), stage.seconds()));
            if (stage.peakMemoryBytes() != null) {
                text.append(String.format(Locale.ROOT, "  %5.2f GiB", stage.peakMemoryBytes() / (double) (1 << 30)));
            }
            for (String unit : List.of("images", "pairs")) {
                Double rate = stage.metrics().get(unit + "_per_second");
                if (rate != null) {
                    text.append(String.format(
                            Locale.ROOT,
                            "  %.0f %s/s, data_wait %.1f%%",
                            rate,
                            unit,
                            100 * stage.metrics().get("data_wait")));
                }
            }
        }
        return text.append(String.format(Locale.ROOT, "%n%-16s %7.1f s", "all", result.seconds()))
                .toString();
    }

    /**
     * A row each, a column for each metric; the other way round where there are many metrics. Accuracies and mAP in percent, deviations
     * beside their means.
     */
    static String of(Map<String, Map<String, Double>> rows) {
        Set<String> columns = new LinkedHashSet<>();
        rows.values().forEach(row -> columns.addAll(row.keySet()));
        columns.removeIf(column -> column.endsWith(DEVIATION));
        List<List<String>> cells = new ArrayList<>();
        if (columns.size() > MAX_COLUMNS) {
            cells.add(new ArrayList<>(List.of("")));
            cells.get(0).addAll(rows.keySet());
            for (String column : columns) {
                List<String> line = new ArrayList<>(List.of(column));
                rows.values().forEach(row -> line.add(format(column, row)));
                cells.add(line);
            }
            return align(cells);
        }
        List<String> head = new ArrayList<>(List.of(""));
        head.addAll(columns);
        cells.add(head);
        rows.forEach((name, row) -> {
            List<String> line = new ArrayList<>(List.of(name));
            columns.forEach(column -> line.add(format(column, row)));
            cells.add(line);
        });
        return align(cells);
    }

    static String align(List<List<String>> cells) {
        StringBuilder text = new StringBuilder();
        for (List<String> line : cells) {
            for (int i = 0; i < line.size(); i++) {
                int column = i;
                int width = cells.stream()
                        .mapToInt(l -> l.get(column).length())
                        .max()
                        .orElse(0);
                text.append(String.format(
                        Locale.ROOT,
                        i == 0 ? "%-" + Math.max(1, width) + "s" : "  %" + Math.max(1, width) + "s",
                        line.get(i)));
            }
            text.append('\n');
        }
        return text.toString().stripTrailing();
    }

    private static String format(String name, Map<String, Double> row) {
        if (!row.containsKey(name)) {
            return "";
        }
        Double deviation = row.get(name + DEVIATION);
        return format(name, row.get(name)) + (deviation == null ? "" : " +-" + format(name, deviation));
    }

    private static String format(String name, double value) {
        return name.endsWith("accuracy") || name.endsWith("map")
                ? String.format(Locale.ROOT, "%.2f%%", 100 * value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
