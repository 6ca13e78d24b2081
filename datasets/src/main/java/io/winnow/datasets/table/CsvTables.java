package io.winnow.datasets.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A table of comma- or tab-separated values. Its caption is the text of {@code NAME.txt} beside {@code NAME.csv}, or else a first line
 * {@code # caption: ..}. In files not called {@code .tsv} or {@code .tab} the separator is that of comma, semicolon, tab and bar which is
 * most often in the first line, outside of quotes.
 */
final class CsvTables {
    private static final String CAPTION = "# caption:";
    private static final String SEPARATORS = ",;\t|";
    private static final int FIRST_LINE = 1 << 16;

    private CsvTables() {}

    static TableCursor open(Path file, String id, ReadOptions options) throws IOException {
        Table table = read(file, id, options);
        return new TableCursor() {
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
        List<List<String>> records = new ArrayList<>();
        Map<String, String> provenance = new LinkedHashMap<>(Map.of("file", file.toString()));
        int limit = options.maxRows() + (options.csvHeader() ? 1 : 0);
        String caption;
        try (BufferedReader reader = TextFiles.open(file, options.charset())) {
            caption = firstLineCaption(reader, options);
            try (CsvReader<CsvRecord> csv =
                    CsvReader.builder().fieldSeparator(separator(file, reader)).ofCsvRecord(reader)) {
                for (CsvRecord each : csv) {
                    if (records.size() == limit) {
                        provenance.put("cut", "rows after " + options.maxRows());
                        break;
                    }
                    records.add(each.getFields());
                }
            }
        } catch (CsvParseException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new UnreadableTableException(file.toString(), "is not CSV: " + cause.getMessage(), e);
        }
        boolean headed = options.csvHeader() && !records.isEmpty();
        return new Table(
                id,
                sidecar(file, options).orElse(caption),
                headed ? records.get(0) : List.of(),
                headed ? records.subList(1, records.size()) : records,
                provenance);
    }

    private static String firstLineCaption(BufferedReader reader, ReadOptions options) throws IOException {
        reader.mark(CAPTION.length());
        char[] start = new char[CAPTION.length()];
        int length = Math.max(0, reader.read(start));
        if (new String(start, 0, length).toLowerCase(Locale.ROOT).equals(CAPTION)) {
            String line = TextFiles.line(reader, options.maxFileBytes());
            return line == null ? "" : line.strip();
        }
        reader.reset();
        return "";
    }

    private static Optional<String> sidecar(Path file, ReadOptions options) throws IOException {
        String name = file.getFileName().toString();
        Path text = file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".txt");
        if (!Files.isRegularFile(text)) {
            return Optional.empty();
        }
        try (BufferedReader reader = TextFiles.open(text, options.charset())) {
            StringBuilder caption = new StringBuilder();
            for (int next = reader.read();
                    next >= 0 && caption.length() <= options.maxCellCharacters();
                    next = reader.read()) {
                caption.append((char) next);
            }
            return Optional.of(caption.toString().strip());
        }
    }

    private static char separator(Path file, BufferedReader reader) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".csv")) {
            return '\t';
        }
        int[] counts = new int[SEPARATORS.length()];
        reader.mark(FIRST_LINE);
        boolean quoted = false;
        for (int i = 0; i < FIRST_LINE; i++) {
            int next = reader.read();
            if (next < 0 || (next == '\n' && !quoted)) {
                break;
            }
            quoted ^= next == '"';
            int place = SEPARATORS.indexOf(next);
            if (place >= 0 && !quoted) {
                counts[place]++;
            }
        }
        reader.reset();
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            best = counts[i] > counts[best] ? i : best;
        }
        return SEPARATORS.charAt(best);
    }
}
