package io.winnow.datasets.inspect;

import io.winnow.datasets.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A part of a text for a terminal: a title, and below it indented sentences and tables. */
final class Section {
    private static final String INDENT = "  ";

    private final List<String> lines = new ArrayList<>();

    Section(String title) {
        lines.add(title);
    }

    Section sentence(String sentence) {
        lines.add(INDENT + sentence);
        return this;
    }

    /**
     * Adds a table with aligned columns: the first ones to the left, all others to the right.
     *
     * @param left number of columns that are aligned to the left
     * @param rows the cells of each row, all of the same number
     */
    Section table(int left, List<List<String>> rows) {
        int columns = rows.isEmpty() ? 0 : rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                String blanks = " ".repeat(widths[c] - row.get(c).length());
                line.append(INDENT).append(c < left ? row.get(c) + blanks : blanks + row.get(c));
            }
            lines.add(line.toString().stripTrailing());
        }
        return this;
    }

    /** Adds a table with a row for each summary. */
    Section summaries(Map<String, NumberSummary> summaries) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "items", "mean", "std", "min", "25%", "median", "75%", "95%", "max"));
        summaries.forEach((name, each) -> rows.add(List.of(
                Shown.printable(name),
                Integer.toString(each.count()),
                NumberText.of(each.mean()),
                NumberText.of(each.std()),
                NumberText.of(each.min()),
                NumberText.of(each.q25()),
                NumberText.of(each.median()),
                NumberText.of(each.q75()),
                NumberText.of(each.q95()),
                NumberText.of(each.max()))));
        return table(1, rows);
    }

    /** The lines of the section. */
    String text() {
        return String.join("\n", lines);
    }
}
