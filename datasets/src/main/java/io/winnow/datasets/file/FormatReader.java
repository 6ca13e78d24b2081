package io.winnow.datasets.file;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.parquet.PartFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Reads a file of records in the format that it has. */
final class FormatReader {
    private FormatReader() {}

    static RecordFile read(Path file, RecordOptions options) throws IOException {
        RecordFile records = PartFiles.isParquet(file) ? ParquetRecords.read(file, options) : text(file, options);
        if (records.rows().isEmpty()) {
            throw new DataException(file + " has no records"
                    + switch (records.format()) {
                        case PARQUET -> "; it has the columns " + Shown.of(records.columns()) + ".";
                        case JSON -> ". A JSON file has an array of objects, or one object per line.";
                        case TEXT, FASTTEXT -> ": it is empty, or all of its lines are blank.";
                        case CSV, TSV ->
                            records.columns().isEmpty()
                                    ? ". A CSV file must begin with the names of its columns, such as key,label."
                                    : "; it has the columns " + String.join(", ", records.columns())
                                            + ", but no lines below them.";
                    });
        }
        return records;
    }

    private static RecordFile text(Path file, RecordOptions options) throws IOException {
        String text = RecordText.read(file, options);
        return switch (options.format().orElseGet(() -> detect(file, text))) {
            case JSON -> JsonRecords.read(file, text, options);
            case CSV -> CsvRecords.read(file, text, file.getFileName().toString());
            case TSV -> CsvRecords.read(file, text, RecordFile.TABS);
            case TEXT -> TextRecords.read(file, text, false);
            case FASTTEXT -> TextRecords.read(file, text, true);
            case PARQUET ->
                throw new DataException(file
                        + " does not begin with the letters PAR1, as a Parquet file does, although parquet is set as its format. Leave the"
                        + " format out, or name a Parquet file.");
        };
    }

    private static RecordFormat detect(Path file, String text) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String start = text.stripLeading();
        boolean json = name.matches(".*\\.(json|jsonl|ndjson)") || start.startsWith("{") || start.startsWith("[");
        return json ? RecordFormat.JSON : RecordFormat.CSV;
    }
}
