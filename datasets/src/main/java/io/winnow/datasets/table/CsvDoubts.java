package io.winnow.datasets.table;

import io.winnow.datasets.file.Delimited;
import io.winnow.datasets.file.Gaps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Finds signs that cells of a file of separated values may be in wrong columns, although the file can be read. */
final class CsvDoubts {
    private CsvDoubts() {}

    /**
     * Returns what was found, as sentences without full stops.
     *
     * @param rows the rows below the title lines. The first one holds the headers, or has as many cells as the others should have
     */
    static List<String> of(Delimited file, List<Delimited.Row> rows) {
        List<String> doubts = new ArrayList<>();
        if (file.quotesAreText()) {
            doubts.add("its quotation marks do not form pairs, so they were read as text");
        }
        if (rows.isEmpty()) {
            return doubts;
        }
        int columns = rows.get(0).cells().size();
        String expected = " cells than the " + columns + " of the first row (the first of them in line ";
        count(doubts, rows, row -> filled(row.cells()) > columns, "more" + expected);
        count(doubts, rows, row -> row.cells().size() < columns, "fewer" + expected);
        count(
                doubts,
                rows,
                row -> columns > 1 && holdsRows(row.cells(), columns, file.separator()),
                "a quoted cell that holds whole rows, as if a quote were missing (the first of them in line ");
        second(rows)
                .ifPresent(row -> doubts.add("the row in line " + row.line()
                        + " follows a blank line and has no numbers in columns of numbers, as if another table began there;"
                        + " a file holds one table"));
        return doubts;
    }

    /**
     * Returns the first row that looks like the headers of another table: below a blank line, and with words where the row above has numbers.
     * Where something is missing, a row of data has no number either.
     */
    private static Optional<Delimited.Row> second(List<Delimited.Row> rows) {
        for (int i = 2; i < rows.size(); i++) {
            Delimited.Row above = rows.get(i - 1);
            long height = above.cells().stream()
                    .mapToLong(cell -> cell.chars().filter(each -> each == '\n').count())
                    .sum();
            if (rows.get(i).line() > above.line() + height + 1
                    && filled(rows.get(i).cells()) > 1
                    && namesNumbers(rows.get(i).cells(), above.cells())) {
                return Optional.of(rows.get(i));
            }
        }
        return Optional.empty();
    }

    /** Whether no cell is a number, and all that have a number above are words. */
    private static boolean namesNumbers(List<String> cells, List<String> above) {
        List<String> named = IntStream.range(0, Math.min(cells.size(), above.size()))
                .filter(column -> isNumber(above.get(column)))
                .mapToObj(column -> cells.get(column).strip())
                .toList();
        return !named.isEmpty()
                && named.stream().noneMatch(cell -> cell.isEmpty() || Gaps.isUsual(cell))
                && cells.stream().noneMatch(CsvDoubts::isNumber);
    }

    private static boolean isNumber(String cell) {
        return cell.strip().matches("[+-]?[\\d.,]*\\d[\\d.,]*%?");
    }

    private static void count(
            List<String> doubts, List<Delimited.Row> rows, Predicate<Delimited.Row> wrong, String what) {
        List<Delimited.Row> found = rows.stream().filter(wrong).toList();
        if (!found.isEmpty()) {
            doubts.add((found.size() == 1 ? "1 row has " : found.size() + " rows have ") + what
                    + found.get(0).line() + ")");
        }
    }

    /** Returns the position of the last non-blank cell, counted from 1: a separator at the end of a line does not move cells. */
    private static int filled(List<String> cells) {
        int last = cells.size();
        while (last > 0 && cells.get(last - 1).isBlank()) {
            last--;
        }
        return last;
    }

    /** Whether each line of the row would have the right number of cells if quotes were read as text. */
    private static boolean holdsRows(List<String> cells, int columns, char separator) {
        String text = String.join(Character.toString(separator), cells);
        List<String> lines = text.lines().toList();
        return lines.size() > 1
                && lines.stream()
                        .allMatch(line ->
                                line.chars().filter(each -> each == separator).count() == columns - 1);
    }
}
