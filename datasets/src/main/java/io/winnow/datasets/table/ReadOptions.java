package io.winnow.datasets.table;

import io.winnow.datasets.file.TextCharset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Options for reading files of tables. The limits bound the memory that is needed, whatever the files contain.
 *
 * @param maxUnreadable number of files and tables that may be unreadable; one more is an error
 * @param maxFileBytes largest size of a file that is read as a whole (HTML, XML, {@code .json}) and of a line of JSON
 * @param maxRows largest number of rows of a table; further rows are cut off, with a note
 * @param maxCells largest number of cells of an HTML or XML table, including the cells that spans add; a table with more is unreadable
 * @param maxCellCharacters largest length of a cell or caption; longer ones are cut off, with a note
 * @param csvHeader whether the first row of CSV and TSV files holds the headers
 * @param charset character set of CSV and TSV files and their captions that are not UTF-8; other formats declare theirs or are UTF-8
 */
public record ReadOptions(
        int maxUnreadable,
        long maxFileBytes,
        int maxRows,
        int maxCells,
        int maxCellCharacters,
        boolean csvHeader,
        TextCharset charset) {
    public static final ReadOptions DEFAULT =
            new ReadOptions(100, 64 << 20, 10_000, 1_000_000, 100_000, true, TextCharset.UTF_8);

    public ReadOptions {
        if (maxUnreadable < 0 || maxFileBytes < 1 || maxRows < 1 || maxCells < 1 || maxCellCharacters < 1) {
            throw new IllegalArgumentException(
                    "The limits for reading tables must be above 0 (maxUnreadable may be 0).");
        }
    }

    /** Returns these options with another limit of unreadable files and tables, and another character set. */
    public ReadOptions with(int newMaxUnreadable, TextCharset newCharset) {
        return new ReadOptions(
                newMaxUnreadable, maxFileBytes, maxRows, maxCells, maxCellCharacters, csvHeader, newCharset);
    }

    /** Cuts a table to the limits, and notes what was cut off. */
    Table fit(Table table) {
        List<String> cut = new ArrayList<>();
        List<List<String>> rows = table.rows();
        if (rows.size() > maxRows) {
            cut.add(rowsCut());
            rows = rows.subList(0, maxRows);
        }
        boolean longCells = table.caption().length() > maxCellCharacters
                || isLong(table.headers())
                || rows.stream().anyMatch(this::isLong);
        if (longCells) {
            cut.add("texts of more than " + maxCellCharacters + " characters were cut off");
            rows = rows.stream().map(this::shorten).toList();
        }
        if (cut.isEmpty()) {
            return table;
        }
        Map<String, String> provenance = new LinkedHashMap<>(table.provenance());
        provenance.merge(Table.NOTE, String.join("; ", cut), (known, more) -> known + "; " + more);
        return new Table(table.id(), shorten(table.caption()), shorten(table.headers()), rows, provenance);
    }

    /** The note for a table with too many rows. */
    String rowsCut() {
        return "only its first " + maxRows + " rows were read";
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
