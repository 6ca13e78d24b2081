package io.winnow.datasets.table;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;

/**
 * The cells of a table of HTML or JATS as a grid: a cell that spans rows or columns stands in each of them. A span ends with its group of
 * rows (thead, tbody, tfoot), and is at most 1,000 columns and 65,534 rows, as in HTML's table model (HTML standard, section 4.9.12).
 */
final class SpanGrid {
    private static final int MAX_COLUMN_SPAN = 1_000;
    private static final int MAX_ROW_SPAN = 65_534;

    private final String source;
    private final int maxCells;
    private final List<List<String>> headers = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private int cells;

    /** What reaches down from a row above. */
    private static final class Hanging {
        private final String text;
        private int rowsLeft;

        private Hanging(String text, int rowsLeft) {
            this.text = text;
            this.rowsLeft = rowsLeft;
        }
    }

    private SpanGrid(String source, int maxCells) {
        this.source = source;
        this.maxCells = maxCells;
    }

    /**
     * Reads a table element. Rows of thead are headers; without one, first rows of th alone. Several rows of headers become one, each
     * column's texts joined.
     *
     * @param source names the table in errors
     * @throws UnreadableTableException when the spans make more cells than are allowed
     */
    static Table read(Element table, String source, Table described, ReadOptions options)
            throws UnreadableTableException {
        SpanGrid grid = new SpanGrid(source, options.maxCells());
        List<Element> loose = new ArrayList<>();
        for (Element child : table.children()) {
            switch (child.normalName()) {
                case "tr" -> loose.add(child);
                case "thead", "tbody", "tfoot" -> {
                    grid.group(loose, false);
                    loose.clear();
                    grid.group(children(child, Set.of("tr")), child.normalName().equals("thead"));
                }
                default -> {
                    // caption, columns and what does not belong
                }
            }
        }
        grid.group(loose, false);
        return new Table(described.id(), described.caption(), grid.joinedHeaders(), grid.rows, described.provenance());
    }

    private void group(List<Element> lines, boolean head) throws UnreadableTableException {
        List<Hanging> hanging = new ArrayList<>();
        boolean leading = headers.isEmpty() && rows.isEmpty();
        for (int r = 0; r < lines.size(); r++) {
            List<Element> line = children(lines.get(r), Set.of("td", "th"));
            leading = leading
                    && !line.isEmpty()
                    && line.stream().allMatch(cell -> cell.normalName().equals("th"));
            List<String> row = row(line, hanging, lines.size() - r);
            (head || (leading && lines.size() > 1) ? headers : rows).add(row);
        }
    }

    private List<String> row(List<Element> line, List<Hanging> hanging, int rowsLeft) throws UnreadableTableException {
        List<String> row = new ArrayList<>();
        for (Element cell : line) {
            while (isTaken(hanging, row.size())) {
                add(row, hanging.get(row.size()));
            }
            String text = MarkupText.of(cell);
            int columns = Math.max(1, span(cell, "colspan", MAX_COLUMN_SPAN));
            int span = span(cell, "rowspan", MAX_ROW_SPAN);
            // 0 means to the end of the group
            int down = span == 0 ? rowsLeft : Math.min(span, rowsLeft);
            for (int c = 0; c < columns; c++) {
                while (hanging.size() <= row.size()) {
                    hanging.add(null);
                }
                Hanging own = new Hanging(text, down);
                hanging.set(row.size(), own);
                add(row, own);
            }
        }
        int last = hanging.size() - 1;
        while (last >= row.size() && !isTaken(hanging, last)) {
            last--;
        }
        while (row.size() <= last) {
            add(row, isTaken(hanging, row.size()) ? hanging.get(row.size()) : new Hanging("", 1));
        }
        return row;
    }

    private static boolean isTaken(List<Hanging> hanging, int column) {
        return column < hanging.size() && hanging.get(column) != null && hanging.get(column).rowsLeft > 0;
    }

    private void add(List<String> row, Hanging cell) throws UnreadableTableException {
        if (++cells > maxCells) {
            throw new UnreadableTableException(source, "has more than " + maxCells + " cells, spans expanded");
        }
        cell.rowsLeft--;
        row.add(cell.text);
    }

    private static int span(Element cell, String attribute, int max) {
        String value = cell.attr(attribute).strip();
        if (!value.matches("\\d+")) {
            return 1;
        }
        return value.length() > 6 ? max : Math.min(Integer.parseInt(value), max);
    }

    private static List<Element> children(Element parent, Set<String> names) {
        return parent.children().stream()
                .filter(child -> names.contains(child.normalName()))
                .toList();
    }

    private List<String> joinedHeaders() {
        int columns = headers.stream().mapToInt(List::size).max().orElse(0);
        List<String> joined = new ArrayList<>();
        for (int c = 0; c < columns; c++) {
            Set<String> texts = new LinkedHashSet<>();
            for (List<String> row : headers) {
                if (c < row.size() && !row.get(c).isEmpty()) {
                    texts.add(row.get(c));
                }
            }
            joined.add(String.join(" ", texts));
        }
        return joined;
    }
}
