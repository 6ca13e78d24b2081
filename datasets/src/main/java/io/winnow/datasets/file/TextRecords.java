package io.winnow.datasets.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Records of plain text: one text per line, which may have labels as fastText writes them ({@code __label__a __label__b text}). Blank lines
 * are skipped.
 */
public final class TextRecords {
    /** The column that holds the text. */
    public static final String TEXT = "text";

    /** The column that holds the labels of a line of fastText, as a JSON list. */
    public static final String LABELS = "labels";

    /** The prefix by which fastText recognises labels. */
    private static final String PREFIX = "__label__";

    /** Words are separated by the whitespace that fastText knows. */
    private static final Pattern LABEL = Pattern.compile("(?:^|[ \\t\\f\\x0B])" + PREFIX + "(\\S*)");

    private TextRecords() {}

    /** Whether a text begins with a label of fastText. */
    public static boolean isFastText(String text) {
        return text.stripLeading().startsWith(PREFIX);
    }

    static RecordFile read(Path file, String text, boolean fastText) {
        FileRecord.Columns columns = new FileRecord.Columns(file);
        columns.numbers().put(TEXT, 0);
        if (fastText) {
            columns.numbers().put(LABELS, 1);
        }
        List<FileRecord> rows = new ArrayList<>();
        int blank = 0;
        long line = 0;
        for (String each : (Iterable<String>) text.lines()::iterator) {
            line++;
            if (each.isBlank()) {
                blank++;
                continue;
            }
            FileRecord row = new FileRecord(columns, line);
            if (fastText) {
                putLabelled(row, each);
            } else {
                row.put(TEXT, CsvRecords.strip(each));
            }
            rows.add(row);
        }
        List<String> notes = new ArrayList<>();
        RecordFile.count(notes, blank, "blank line was", "blank lines were", "skipped");
        return new RecordFile(
                file,
                fastText ? RecordFormat.FASTTEXT : RecordFormat.TEXT,
                List.copyOf(columns.numbers().keySet()),
                Set.of(),
                rows,
                notes);
    }

    private static void putLabelled(FileRecord row, String line) {
        List<String> labels = new ArrayList<>();
        Matcher label = LABEL.matcher(line);
        while (label.find()) {
            labels.add(label.group(1));
        }
        String rest = CsvRecords.strip(label.replaceAll(" "));
        if (!rest.isEmpty()) {
            row.put(TEXT, rest);
        }
        row.put(LABELS, labels.stream().map(JsonRecords::quoted).collect(Collectors.joining(", ", "[", "]")));
    }
}
