package io.winnow.datasets.file;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.TextList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Records of separated values ({@link Delimited}) below a header line. Blanks around names and values are removed. A header line that is
 * repeated further down, as in concatenated files, is skipped, and so are lines without values, unless there is only one column.
 */
final class CsvRecords {
    private static final Map<Character, String> SEPARATORS =
            Map.of(';', "separated by semicolons", '\t', "separated by tabs", '|', "separated by vertical bars");

    /** The last line on which a header is looked for, below titles. */
    private static final int MOST_TITLES = 10;

    private CsvRecords() {}

    /**
     * Reads a text.
     *
     * @param name name by which the separator is detected ({@link Delimiter})
     */
    static RecordFile read(Path file, String text, String name) throws IOException {
        Delimited delimited;
        try {
            delimited = Delimited.withHeader(text, name);
        } catch (UnreadableTextException e) {
            throw new DataException(file + ", " + e.getMessage() + ".", e);
        }
        List<String> header = List.of();
        FileRecord.Columns columns = new FileRecord.Columns(file);
        Set<String> repeated = new HashSet<>();
        Set<Integer> unnamed = new HashSet<>();
        List<FileRecord> rows = new ArrayList<>();
        int headers = 0;
        int empty = 0;
        int blanks = 0;
        for (Delimited.Row each : delimited.rows()) {
            List<String> cells = List.copyOf(each.cells());
            List<String> fields = cells.stream().map(CsvRecords::strip).toList();
            if (header.size() != 1 && fields.stream().allMatch(String::isEmpty)) {
                empty++;
            } else if (header.isEmpty()) {
                header = fields;
                for (String column : header) {
                    if (!column.isEmpty()
                            && columns.numbers()
                                            .putIfAbsent(
                                                    column, columns.numbers().size())
                                    != null) {
                        repeated.add(column);
                    }
                }
            } else if (withoutEmptyEnd(fields).equals(withoutEmptyEnd(header))) {
                headers++;
            } else {
                requireNoTitle(file, header, each.line(), fields);
                addUnnamed(unnamed, header, fields);
                boolean padded = !fields.equals(cells);
                FileRecord row = row(columns, each.line(), header, padded ? fields : each.cells());
                if (padded) {
                    blanks++;
                    keepBlanks(row, header, fields, cells);
                }
                rows.add(row);
            }
        }
        List<String> notes = new ArrayList<>();
        if (SEPARATORS.containsKey(delimited.separator())) {
            notes.add(SEPARATORS.get(delimited.separator()));
        }
        if (delimited.quotesAreText()) {
            notes.add("quotation marks were read as text");
        }
        RecordFile.count(notes, unnamed.size(), "column without a name was", "columns without a name were", "left out");
        RecordFile.count(notes, headers, "repeated header line was", "repeated header lines were", "skipped");
        RecordFile.count(notes, empty, "line without values was", "lines without values were", "skipped");
        RecordFile.count(notes, blanks, "record had blanks", "records had blanks", "around values, which were removed");
        return new RecordFile(
                file, RecordFormat.CSV, List.copyOf(columns.numbers().keySet()), repeated, rows, notes);
    }

    private static FileRecord row(FileRecord.Columns columns, long line, List<String> header, List<String> fields)
            throws DataException {
        int named = withoutEmptyEnd(header).size();
        int filled = withoutEmptyEnd(fields).size();
        if (fields.size() < named || filled > header.size()) {
            int found = Math.max(filled, Math.min(fields.size(), named));
            throw new FileRecord(columns, line)
                    .error("has " + Plural.of(found, "field", "fields") + "; the header has " + named + " ("
                            + Shown.of(header) + "). Put values that contain the separator into quotation marks");
        }
        if (columns.numbers().size() == named && !header.subList(0, named).contains("")) {
            return new FileRecord(columns, line, TextList.of(fields)); // each field has the number of its column
        }
        FileRecord row = new FileRecord(columns, line);
        for (int i = 0; i < Math.min(header.size(), fields.size()); i++) {
            if (!header.get(i).isEmpty() && !fields.get(i).isEmpty()) {
                row.put(header.get(i), fields.get(i));
            }
        }
        return row.packed();
    }

    /** Rejects a file whose header is below a title, which would otherwise be taken for the names of the columns. */
    private static void requireNoTitle(Path file, List<String> header, long line, List<String> fields)
            throws DataException {
        if (line <= MOST_TITLES && names(fields) > names(header)) {
            List<String> known = fields.stream().filter(KnownColumns::isKnown).toList();
            if (known.size() > 1 && header.stream().noneMatch(KnownColumns::isKnown)) {
                throw new DataException(file + ", line " + line + ": seems to be the header, with the columns "
                        + Shown.of(fields) + ", but a line above it was read as such ("
                        + Shown.of(withoutEmptyEnd(header))
                        + "). Remove the lines above line " + line + ".");
            }
        }
    }

    private static long names(List<String> fields) {
        return fields.stream().filter(field -> !field.isEmpty()).count();
    }

    /** Adds the columns with a value and without a name, except the first one: this is the index that pandas writes. */
    private static void addUnnamed(Set<Integer> unnamed, List<String> header, List<String> fields) {
        if (header.lastIndexOf("") > 0) {
            for (int i = 1; i < Math.min(header.size(), fields.size()); i++) {
                if (header.get(i).isEmpty() && !fields.get(i).isEmpty()) {
                    unnamed.add(i);
                }
            }
        }
    }

    private static void keepBlanks(FileRecord row, List<String> header, List<String> fields, List<String> cells) {
        for (int i = 0; i < Math.min(header.size(), cells.size()); i++) {
            if (!header.get(i).isEmpty() && !fields.get(i).equals(cells.get(i))) {
                row.putPadded(header.get(i), cells.get(i));
            }
        }
    }

    private static List<String> withoutEmptyEnd(List<String> fields) {
        int end = fields.size();
        while (end > 0 && fields.get(end - 1).isEmpty()) {
            end--;
        }
        return fields.subList(0, end);
    }

    /** Removes whitespace at both ends, including invisible and non-breaking blanks. */
    static String strip(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isBlank(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isBlank(char each) {
        return Character.isWhitespace(each) || Character.isSpaceChar(each) || each == '\u200B' || each == '\uFEFF';
    }
}
