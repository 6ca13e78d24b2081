package io.winnow.trainer.report;

import io.winnow.datasets.inspect.ColumnReport;
import io.winnow.datasets.inspect.NumberText;
import io.winnow.datasets.source.ItemContent;
import io.winnow.trainer.page.Block;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The columns of rows: kinds, missing values, constant columns, and columns that give the label away. */
final class RowsModule implements ReportModule {
    private static final double MOSTLY_MISSING = 0.5;
    /** A value that tells the class of this share of the rows is suspicious. */
    private static final double TELLING = 0.99;
    /** A column with more different values than this share of the rows tells rows apart, not classes. */
    private static final double REPEATING = 0.1;

    @Override
    public String id() {
        return "rows";
    }

    @Override
    public String title() {
        return "Columns";
    }

    @Override
    public Optional<String> lacks(ReportInput input) {
        return input.data().items() instanceof ItemKind.Rows
                ? Optional.empty()
                : Optional.of("This part needs rows of a table.");
    }

    @Override
    public Section run(ReportInput input) {
        ReportData data = input.data();
        ItemContent.Values values = ((ItemKind.Rows) data.items()).values();
        Section section = new Section();
        List<ColumnReport> reports = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        int missing = 0;
        for (int c = 0; c < values.columns().size(); c++) {
            int column = c;
            List<String> cells =
                    values.cells().stream().map(each -> each.get(column)).toList();
            ColumnReport report = ColumnReport.of(values.columns().get(c), cells, values.decimal());
            reports.add(report);
            missing += report.missing();
            rows.add(List.of(
                    report.name(),
                    report.kind().toString(),
                    Integer.toString(report.missing()),
                    Integer.toString(report.distinct())));
            findings(data, report, cells, section);
        }
        section.figure("columns", reports).figure("missing", missing);
        section.add(new Block.Table("", List.of("column", "kind", "missing", "different"), rows));
        int cells = data.size() * values.columns().size();
        section.add(Badge.of("missing", missing, cells, "values are missing"));
        section.say("%d of %d values are missing.", missing, cells);
        return section;
    }

    private static void findings(ReportData data, ColumnReport report, List<String> cells, Section section) {
        if (data.size() > 0 && report.missing() > MOSTLY_MISSING * data.size()) {
            section.add(new Finding(
                    "missing_column",
                    Severity.WARNING,
                    "The column " + report.name() + " has no value in "
                            + NumberText.percent((double) report.missing() / data.size()) + " of the rows.",
                    List.of(),
                    Map.of("column", report.name(), "missing", report.missing()),
                    "Find out why, or leave the column out."));
        }
        if (report.distinct() == 1 && report.missing() == 0) {
            section.add(new Finding(
                    "constant_column",
                    Severity.NOTE,
                    "The column " + report.name() + " has the same value in all rows.",
                    List.of(),
                    Map.of("column", report.name()),
                    "Leave it out: it cannot tell anything."));
        }
        tells(data, report, cells).ifPresent(section::add);
    }

    /** Whether the value of a column alone tells the class of nearly all rows, although the largest class is not that large. */
    private static Optional<Finding> tells(ReportData data, ColumnReport report, List<String> cells) {
        int[][] classes = data.classes();
        int[] labelled = IntStream.range(0, data.size())
                .filter(i -> classes[i].length == 1)
                .toArray();
        if (labelled.length == 0 || report.distinct() < 2 || report.distinct() > REPEATING * labelled.length) {
            return Optional.empty();
        }
        Map<String, Map<Integer, Integer>> byValue = new HashMap<>();
        Map<Integer, Integer> all = new HashMap<>();
        for (int i : labelled) {
            byValue.computeIfAbsent(cells.get(i), each -> new HashMap<>()).merge(classes[i][0], 1, Integer::sum);
            all.merge(classes[i][0], 1, Integer::sum);
        }
        double told = byValue.values().stream().mapToInt(RowsModule::largest).sum() / (double) labelled.length;
        double majority = largest(all) / (double) labelled.length;
        if (told < TELLING || majority >= TELLING) {
            return Optional.empty();
        }
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("column", report.name());
        numbers.put("accuracy", told);
        numbers.put("majority", majority);
        return Optional.of(new Finding(
                "target_leak",
                Severity.WARNING,
                "The column " + report.name() + " alone tells the class of " + NumberText.percent(told)
                        + " of the rows; the largest class has " + NumberText.percent(majority) + ".",
                List.of(),
                numbers,
                "Find out whether its values are known before the label is: if not, leave it out."));
    }

    private static int largest(Map<Integer, Integer> counts) {
        return counts.values().stream().mapToInt(each -> each).max().orElse(0);
    }
}
