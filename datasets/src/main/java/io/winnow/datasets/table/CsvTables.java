package io.winnow.datasets.table;

import io.winnow.datasets.file.Delimited;
import io.winnow.datasets.file.UnreadableTextException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A table of comma- or tab-separated values ({@link Delimited}). Its caption is the text of {@code NAME.txt} beside {@code NAME.csv};
 * without that file, a first line {@code # caption: ..}; and without that line, the lines with a single cell above the headers. Rows that
 * have more or fewer cells than there are headers are read as they are, with a note, since their cells may be in wrong columns.
 */
final class CsvTables {
    private static final String CAPTION = "# caption:";
    private static final int MOST_TITLES = 10;

    /** Ending of the name of the file that holds the caption of a table. */
    static final String CAPTION_ENDING = ".txt";

    private CsvTables() {}

    static Cursor<Table> open(Path file, String id, ReadOptions options) throws IOException {
        Table table = read(file, id, options);
        return new Cursor<Table>() {
            private Table left = table;

            @Override
            public Table next() {
                Table next = left;
                left = null;
                return next;
            }
        };
    }

    private static Table read(Path file, String id, ReadOptions options) throws IOException {
        Map<String, String> provenance = new LinkedHashMap<>(Map.of("file", file.toString()));
        List<String> notes = new ArrayList<>();
        String text = TextFiles.start(file, options, options.maxFileBytes());
        boolean whole = text.length() < options.maxFileBytes();
        int captionEnd = captionEnd(text);
        int limit = options.maxRows() + (options.csvHeader() ? 1 + MOST_TITLES : 0);
        Delimited read = Delimited.parse(
                text.substring(captionEnd),
                captionEnd == 0 ? 1 : 2,
                file.getFileName().toString(),
                limit);
        if (!whole && !read.cut()) {
            throw new UnreadableTableException(
                    file.toString(),
                    "has more than " + options.maxFileBytes() + " characters in its first " + limit + " rows");
        }
        List<Delimited.Row> rows = read.rows();
        int titles = options.csvHeader() ? titles(rows) : 0;
        List<String> above = new ArrayList<>();
        rows.subList(0, titles)
                .forEach(row -> above.add(String.join(" ", row.cells()).strip()));
        if (titles > 0) {
            notes.add(titles + (titles == 1 ? " line above the headers was" : " lines above the headers were")
                    + " read as the caption");
        }
        rows = rows.subList(titles, rows.size());
        List<String> headers =
                options.csvHeader() && !rows.isEmpty() ? rows.get(0).cells() : List.of();
        notes.addAll(CsvDoubts.of(read, rows));
        List<List<String>> cells = rows.stream().map(Delimited.Row::cells).toList();
        cells = cells.subList(headers.isEmpty() ? 0 : 1, cells.size());
        if (read.cut() || cells.size() > options.maxRows()) {
            notes.add(options.rowsCut());
            cells = cells.subList(0, Math.min(cells.size(), options.maxRows()));
        }
        if (!notes.isEmpty()) {
            provenance.put(Table.NOTE, String.join("; ", notes));
        }
        String own = captionEnd == 0
                ? String.join(" ", above).strip()
                : (text.substring(CAPTION.length(), captionEnd).strip() + " " + String.join(" ", above)).strip();
        return new Table(id, sidecar(file, options).orElse(own), headers, cells, provenance);
    }

    /** Returns the index after the first line if that line holds the caption, and otherwise 0. */
    private static int captionEnd(String text) {
        if (!text.regionMatches(true, 0, CAPTION, 0, CAPTION.length())) {
            return 0;
        }
        return IntStream.range(0, text.length())
                .filter(i -> text.charAt(i) == '\n' || text.charAt(i) == '\r')
                .map(i -> text.startsWith("\r\n", i) ? i + 2 : i + 1)
                .findFirst()
                .orElse(text.length());
    }

    /**
     * Counts the title rows above the headers: rows with one cell, or with one non-blank and at least two blank cells, that are followed by
     * a row with several non-blank cells.
     */
    private static int titles(List<Delimited.Row> rows) {
        for (int i = 0; i < Math.min(rows.size(), MOST_TITLES + 1); i++) {
            List<String> cells = rows.get(i).cells();
            long filled = cells.stream().filter(cell -> !cell.isBlank()).count();
            if (filled > 1 || (cells.size() == 2 && filled == 1)) {
                return filled > 1 ? i : 0;
            }
        }
        return 0;
    }

    private static Optional<String> sidecar(Path file, ReadOptions options) throws IOException {
        String name = file.getFileName().toString();
        Path text = file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + CAPTION_ENDING);
        if (!Files.isRegularFile(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(TextFiles.start(text, options, options.maxCellCharacters() + 1L)
                    .strip());
        } catch (UnreadableTextException e) {
            throw new UnreadableTableException(text + ", line " + e.line(), e.reason(), e);
        }
    }
}
