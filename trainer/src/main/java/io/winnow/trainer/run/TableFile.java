package io.winnow.trainer.run;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Writes tables that other programs can read: CSV with a header, or JSON Lines. */
public final class TableFile {
    private TableFile() {}

    /**
     * Checks the name of an output file before anything is computed.
     *
     * @throws UserException when the name ends in neither {@code .csv} nor {@code .jsonl}
     */
    public static void requireWritable(Path file) {
        if (!isLines(file) && !file.toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
            throw new UserException("The output must be a .csv or .jsonl file; found " + file + ".");
        }
    }

    /**
     * Writes a table.
     *
     * @param rows values of the columns for each row: text, numbers or booleans, in JSON Lines also other values of JSON, or null if a column has no value
     */
    public static void write(Path file, List<String> columns, Iterable<List<Object>> rows) throws IOException {
        requireWritable(file);
        AtomicFiles.write(file, temporary -> {
            if (isLines(file)) {
                lines(temporary, columns, rows);
            } else {
                csv(temporary, columns, rows);
            }
        });
    }

    /** Returns whether a file is written as JSON Lines rather than CSV, by its name. */
    public static boolean isLines(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".jsonl");
    }

    private static void csv(Path file, List<String> columns, Iterable<List<Object>> rows) throws IOException {
        try (CsvWriter writer = CsvWriter.builder().build(file)) {
            writer.writeRecord(columns);
            for (List<Object> row : rows) {
                writer.writeRecord(
                        row.stream().map(value -> Objects.toString(value, "")).toList());
            }
        }
    }

    private static void lines(Path file, List<String> columns, Iterable<List<Object>> rows) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (List<Object> row : rows) {
                Map<String, Object> object = new LinkedHashMap<>();
                for (int i = 0; i < columns.size(); i++) {
                    object.put(columns.get(i), row.get(i));
                }
                writer.write(Json.line(object));
                writer.newLine();
            }
        }
    }
}
