package io.winnow.datasets.split;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.Delimited;
import io.winnow.datasets.file.TextFile;
import io.winnow.datasets.file.UnreadableTextException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A split as a CSV file with the columns {@code key} and {@code part}, part after part. An item in no part has an empty cell. Other programs
 * can read it, and it can be joined to data as their given split.
 */
public final class SplitFile {
    private static final List<String> HEADER = List.of("key", "part");

    private SplitFile() {}

    /**
     * Writes a split.
     *
     * @param keys key of each item (N), all different
     */
    public static void write(Path file, List<String> keys, Split split) throws IOException {
        try (CsvWriter writer = CsvWriter.builder().build(file)) {
            writer.writeRecord(HEADER);
            for (int part = 0; part <= split.parts().size(); part++) {
                boolean inNone = part == split.parts().size();
                for (int i = 0; i < keys.size(); i++) {
                    if (split.of()[i] == (inNone ? Split.NONE : part)) {
                        writer.writeRecord(
                                keys.get(i), inNone ? "" : split.parts().get(part));
                    }
                }
            }
        }
    }

    /**
     * Reads a split of items, whose order may be another one than when it was written.
     *
     * @param keys key of each item (N), all different
     * @throws DataException if the file is not a split of exactly these items
     */
    public static Split read(Path file, List<String> keys) throws IOException {
        List<Delimited.Row> rows = rows(file);
        Map<String, Integer> items = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            items.put(keys.get(i), i);
        }
        List<String> parts = new ArrayList<>();
        int[] of = new int[keys.size()];
        long[] lines = new long[keys.size()];
        List<String> unknown = new ArrayList<>();
        for (Delimited.Row row : rows) {
            Integer item = items.get(row.cells().get(0));
            if (item == null) {
                unknown.add(row.cells().get(0));
                continue;
            }
            if (lines[item] > 0) {
                throw new DataException(file + ", line " + row.line() + ": the key '" + keys.get(item)
                        + "' is already in line " + lines[item] + ". Remove one of the two lines.");
            }
            lines[item] = row.line();
            of[item] = part(row.cells().get(1), parts);
        }
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < of.length; i++) {
            if (lines[i] == 0) {
                missing.add(keys.get(i));
            }
        }
        if (!missing.isEmpty() || !unknown.isEmpty()) {
            throw new DataException(file + " splits other items than the data have: "
                    + Plural.of(missing.size(), "item of the data is not in it", "items of the data are not in it")
                    + list(missing) + ", and it has "
                    + Plural.of(unknown.size(), "key that is not in the data", "keys that are not in the data")
                    + list(unknown) + ". Use the data that it was made for, or remove it to split anew.");
        }
        return new Split(parts, of);
    }

    private static List<Delimited.Row> rows(Path file) throws IOException {
        Delimited delimited;
        try {
            String text = TextFile.decode(Files.readAllBytes(file), Optional.of(StandardCharsets.UTF_8));
            delimited = Delimited.withHeader(text, file.getFileName().toString());
        } catch (UnreadableTextException e) {
            throw new DataException(file + ", " + e.getMessage() + ".", e);
        }
        List<Delimited.Row> rows = delimited.rows();
        if (rows.isEmpty() || !rows.get(0).cells().equals(HEADER)) {
            throw new DataException(file + ", line 1: a split must have the columns key and part, found "
                    + (rows.isEmpty()
                            ? "an empty file"
                            : String.join(", ", rows.get(0).cells()))
                    + ". Rename its columns.");
        }
        for (Delimited.Row row : rows) {
            if (row.cells().size() != HEADER.size()) {
                throw new DataException(
                        file + ", line " + row.line() + ": a line must have 2 values (key and part), found "
                                + row.cells().size() + ". Quote values that contain the separator.");
            }
        }
        return rows.subList(1, rows.size());
    }

    private static int part(String name, List<String> parts) {
        if (name.isEmpty()) {
            return Split.NONE;
        }
        if (!parts.contains(name)) {
            parts.add(name);
        }
        return parts.indexOf(name);
    }

    private static String list(List<String> keys) {
        return keys.isEmpty() ? "" : " (" + Shown.of(keys) + ")";
    }
}
