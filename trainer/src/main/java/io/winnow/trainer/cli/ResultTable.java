package io.winnow.trainer.cli;

import io.winnow.trainer.engine.Selection;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.StageSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Formats results as text tables. */
final class ResultTable {
    private static final int MAX_COLUMNS = 9;

    private ResultTable() {}

    /** Formats the metrics of the baselines and of the method, and the duration and peak memory of each stage. */
    static String of(Result result) {
        Map<String, Map<String, Double>> rows = new LinkedHashMap<>(result.baselines());
        rows.put(result.recipe(), result.metrics());
        StringBuilder text = new StringBuilder();
        if (rows.values().stream().anyMatch(row -> !row.isEmpty())) {
            text.append(of(rows)).append('\n');
        }
        result.stages().stream()
                .flatMap(stage -> stage.notes().stream())
                .forEach(note -> text.append(String.format(Locale.ROOT, "%n%s", note)));
        if (result.stages().stream().anyMatch(stage -> !stage.notes().isEmpty())) {
            text.append('\n');
        }
        for (StageSummary stage : result.stages()) {
            text.append(String.format(Locale.ROOT, "%n%-16s %7.1f s", stage.name(), stage.seconds()));
            if (stage.peakMemoryBytes() != null) {
                text.append(String.format(Locale.ROOT, "  %5.2f GiB", stage.peakMemoryBytes() / (double) (1 << 30)));
            }
            for (String unit : List.of("images", "texts", "rows", "pairs")) {
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
            String selected = Selection.describe(stage.metrics());
            text.append(selected.isEmpty() ? "" : "  " + selected);
        }
        return text.append(String.format(Locale.ROOT, "%n%-16s %7.1f s", "total", result.seconds()))
                .toString();
    }

    /**
     * Formats metrics with one row for each entry and one column for each metric; transposed if there are many metrics. Accuracies and mAP
     * are in percent. A standard deviation over folds is printed beside its mean.
     *
     * @param rows metrics by the name of the row
     */
    static String of(Map<String, Map<String, Double>> rows) {
        Set<String> columns = new LinkedHashSet<>();
        rows.values().forEach(row -> columns.addAll(row.keySet()));
        columns.removeIf(column -> column.endsWith(Result.STD));
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

    /**
     * Formats at least one line of cells with aligned columns: the first to the left, all others to the right. All lines have the same number of
     * cells.
     */
    static String align(List<List<String>> cells) {
        return align(cells, Set.of(0));
    }

    /**
     * Formats cells with aligned columns.
     *
     * @param left indices of the columns that are aligned to the left; all others are aligned to the right
     */
    static String align(List<List<String>> cells, Set<Integer> left) {
        int[] widths = new int[cells.get(0).size()];
        for (List<String> line : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : cells) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = line.get(i);
                String blanks = " ".repeat(widths[i] - cell.length());
                row.append(i == 0 ? "" : "  ").append(left.contains(i) ? cell + blanks : blanks + cell);
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
        return text.toString().stripTrailing();
    }

    private static String format(String name, Map<String, Double> row) {
        if (!row.containsKey(name)) {
            return "";
        }
        Double std = row.get(name + Result.STD);
        return format(name, row.get(name)) + (std == null ? "" : " +-" + format(name, std));
    }

    private static String format(String name, double value) {
        return Result.isPercentage(name)
                ? String.format(Locale.ROOT, "%.2f%%", 100 * value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
