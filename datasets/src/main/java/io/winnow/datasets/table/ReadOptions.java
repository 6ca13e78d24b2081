package io.winnow.datasets.table;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How files of tables are read. The limits keep memory bounded whatever the files hold.
 *
 * @param maxUnreadable files and tables that may be unreadable before reading fails
 * @param maxFileBytes of files that are read whole (HTML, XML, {@code .json}), and of a line of JSON
 * @param maxRows of a table; further ones are cut off, which its provenance says as {@code cut}
 * @param maxCells of a table of HTML or XML, spans expanded; one that has more is unreadable
 * @param maxCellCharacters of a cell or caption; longer ones are cut off, which the provenance says as {@code cut}
 * @param csvHeader whether the first record of CSV and TSV holds the headers
 * @param charset of CSV, TSV and their captions where they are not UTF-8; other formats say it themselves or are UTF-8
 */
public record ReadOptions(
        int maxUnreadable,
        long maxFileBytes,
        int maxRows,
        int maxCells,
        int maxCellCharacters,
        boolean csvHeader,
        Charset charset) {
    public static final ReadOptions DEFAULT =
            new ReadOptions(100, 64 << 20, 10_000, 1_000_000, 100_000, true, StandardCharsets.UTF_8);

    public ReadOptions {
        if (maxUnreadable < 0 || maxFileBytes < 1 || maxRows < 1 || maxCells < 1 || maxCellCharacters < 1) {
            throw new IllegalArgumentException("The limits of reading tables are positive (maxUnreadable may be 0).");
        }
    }

    /** The same table within the limits. */
    Table fit(Table table) {
        List<String> cut = new ArrayList<>();
        List<List<String>> rows = table.rows();
        if (rows.size() > maxRows) {
            cut.add("rows after " + maxRows);
            rows = rows.subList(0, maxRows);
        }
        boolean longCells = table.caption().length() > maxCellCharacters
                || isLong(table.headers())
                || rows.stream().anyMatch(this::isLong);
        if (longCells) {
            cut.add("cells after " + maxCellCharacters + " characters");
            rows = rows.stream().map(this::shorten).toList();
        }
        if (cut.isEmpty()) {
            return table;
        }
        Map<String, String> provenance = new LinkedHashMap<>(table.provenance());
        provenance.put("cut", String.join(", ", cut));
        return new Table(table.id(), shorten(table.caption()), shorten(table.headers()), rows, provenance);
    }

    private boolean isLong(List<String> cells) {
        return cells.stream().anyMatch(cell -> cell.length() > maxCellCharacters);
    }

    private List<String> shorten(List<String> cells) {
        return cells.stream().map(this::shorten).toList();
    }

    private String shorten(String text) {
        return text.length() > maxCellCharacters ? text.substring(0, maxCellCharacters) : text;
    }
}
