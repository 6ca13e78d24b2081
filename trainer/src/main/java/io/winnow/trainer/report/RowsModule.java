package io.winnow.trainer.report;

import io.winnow.datasets.inspect.ColumnReport;
import io.winnow.datasets.inspect.NumberText;
import io.winnow.datasets.inspect.TellingColumn;
import io.winnow.datasets.source.ItemContent;
import io.winnow.trainer.page.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The columns of rows: kinds, missing values, constant columns, and columns that give the label away. */
final class RowsModule implements ReportModule {
    private static final double MOSTLY_MISSING = 0.5;

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

    private static Optional<Finding> tells(ReportData data, ColumnReport report, List<String> cells) {
        int[] classes = Arrays.stream(data.classes())
                .mapToInt(each -> each.length == 1 ? each[0] : -1)
                .toArray();
        return TellingColumn.ofClasses(report.name(), cells, classes).map(telling -> {
            TellingColumn.OfClasses found = telling.classes().orElseThrow();
            Map<String, Object> numbers = new LinkedHashMap<>();
            numbers.put("column", report.name());
            numbers.put("accuracy", found.told());
            numbers.put("majority", found.majority());
            return new Finding(
                    "target_leak",
                    Severity.WARNING,
                    telling.sentence(),
                    List.of(),
                    numbers,
                    "Find out whether its values are known before the label is: if not, leave it out.");
        });
    }
}
