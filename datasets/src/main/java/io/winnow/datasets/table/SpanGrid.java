package io.winnow.datasets.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;

/**
 * The cells of an HTML or JATS table, or of a group of an OASIS (CALS) table, as a grid: a cell that spans several rows or columns is
 * repeated in each of them. A span ends with its row group (thead, tbody, tfoot) and is limited to 1,000 columns and 65,534 rows, as in the
 * table model of HTML (HTML standard, section 4.9.12). As in browsers, head rows come first and foot rows last, wherever they are written.
 * Hidden rows and cells are skipped.
 */
final class SpanGrid {
    private static final int MAX_COLUMN_SPAN = 1_000;
    private static final int MAX_ROW_SPAN = 65_534;
    private static final Set<String> ROWS = Set.of("tr", "row");
    private static final Set<String> CELLS = Set.of("td", "th", "entry", "entrytbl", "cell");

    private final String source;
    private final int maxCells;
    private final CalsColumns columns;
    private final List<List<String>> headers = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private int cells;

    /** A cell that spans down from a row above. */
    private static final class Hanging {
        private final String text;
        private int rowsLeft;

        private Hanging(String text, int rowsLeft) {
            this.text = text;
            this.rowsLeft = rowsLeft;
        }
    }

    private SpanGrid(String source, int maxCells, CalsColumns columns) {
        this.source = source;
        this.maxCells = maxCells;
        this.columns = columns;
    }

    /**
     * Reads a table element. The rows of thead are the headers; without thead, these are the first rows that consist of th, of which the
     * first cell may be a blank td. Several header rows are joined into one, column by column.
     *
     * @param table a table or tgroup element
     * @param source name of the table in error messages
     * @throws UnreadableTableException if the spans create more cells than allowed
     */
    static Table read(Element table, String source, Table described, ReadOptions options)
            throws UnreadableTableException {
        SpanGrid grid = new SpanGrid(source, options.maxCells(), new CalsColumns(table));
        List<List<Element>> heads = new ArrayList<>();
        List<List<Element>> bodies = new ArrayList<>();
        List<List<Element>> feet = new ArrayList<>();
        List<Element> loose = new ArrayList<>();
        for (Element child : table.children()) {
            if (MarkupElements.isHidden(child)) {
                continue;
            }
            String name = MarkupElements.name(child);
            if (ROWS.contains(name)) {
                loose.add(child);
                continue;
            }
            List<List<Element>> groups =
                    switch (name) {
                        case "thead" -> heads;
                        case "tbody" -> bodies;
                        case "tfoot" -> feet;
                        default -> List.of();
                    };
            // captions, column definitions and unknown elements do not separate row groups
            if (Set.of("thead", "tbody", "tfoot").contains(name)) {
                bodies.add(List.copyOf(loose));
                loose.clear();
                groups.add(children(child, ROWS));
            }
        }
        bodies.add(loose);
        for (List<Element> head : heads) {
            grid.group(head, new HashSet<>(head));
        }
        Set<Element> headed = grid.headers.isEmpty() ? headersOf(bodies) : Set.of();
        bodies.addAll(feet);
        for (List<Element> body : bodies) {
            grid.group(body, headed);
        }
        return new Table(described.id(), described.caption(), grid.joinedHeaders(), grid.rows, described.provenance());
    }

    /** The first rows that consist of th, unless there are no other rows. */
    private static Set<Element> headersOf(List<List<Element>> bodies) {
        List<Element> lines = bodies.stream()
                .flatMap(List::stream)
                .filter(line -> !cells(line).isEmpty())
                .toList();
        List<Element> leading = lines.stream().takeWhile(SpanGrid::isHeader).toList();
        return leading.size() == lines.size() ? Set.of() : new HashSet<>(leading);
    }

    private static boolean isHeader(Element line) {
        List<Element> cells = cells(line);
        boolean corner = cells.size() > 1
                && MarkupElements.name(cells.get(0)).equals("td")
                && MarkupText.of(cells.get(0)).isEmpty();
        return cells.stream()
                .skip(corner ? 1 : 0)
                .allMatch(cell -> MarkupElements.name(cell).equals("th"));
    }

    private void group(List<Element> lines, Set<Element> headed) throws UnreadableTableException {
        List<Hanging> hanging = new ArrayList<>();
        for (int r = 0; r < lines.size(); r++) {
            List<String> row = row(cells(lines.get(r)), hanging, lines.size() - r);
            (headed.contains(lines.get(r)) ? headers : rows).add(row);
        }
    }

    private List<String> row(List<Element> line, List<Hanging> hanging, int rowsLeft) throws UnreadableTableException {
        List<String> row = new ArrayList<>();
        for (Element cell : line) {
            int first = columns.first(cell);
            while (isTaken(hanging, row.size()) || row.size() < first) {
                add(row, isTaken(hanging, row.size()) ? hanging.get(row.size()) : new Hanging("", 1));
            }
            String text = MarkupElements.isInvisible(cell) ? "" : MarkupText.of(cell);
            int wide = Math.max(columns.count(cell), span(cell, "colspan", MAX_COLUMN_SPAN));
            int span = cell.hasAttr("morerows")
                    ? span(cell, "morerows", MAX_ROW_SPAN) + 1
                    : span(cell, "rowspan", MAX_ROW_SPAN);
            // 0 means that the cell spans to the end of its row group.
            int down = span == 0 ? rowsLeft : Math.min(span, rowsLeft);
            for (int c = 0; c < wide; c++) {
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
            throw new UnreadableTableException(
                    source, "has more than " + maxCells + " cells, including those that spans add");
        }
        cell.rowsLeft--;
        row.add(cell.text);
    }

    private static int span(Element cell, String attribute, int max) {
        String value = cell.attr(attribute).strip();
        if (!value.matches("\\d+")) {
            return attribute.equals("morerows") ? 0 : 1;
        }
        return value.length() > 6 ? max : Math.min(Integer.parseInt(value), max);
    }

    /** The cells that take up space in a row. */
    private static List<Element> cells(Element row) {
        return row.children().stream()
                .filter(child -> CELLS.contains(MarkupElements.name(child)))
                .filter(cell -> !MarkupElements.isHidden(cell) || MarkupElements.isInvisible(cell))
                .toList();
    }

    private static List<Element> children(Element parent, Set<String> names) {
        return parent.children().stream()
                .filter(child -> names.contains(MarkupElements.name(child)) && !MarkupElements.isHidden(child))
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
