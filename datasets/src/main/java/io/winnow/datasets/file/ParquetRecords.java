package io.winnow.datasets.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.datasets.parquet.ParquetData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Records of Parquet. Each becomes what {@link JsonRecords} makes of a line with the same values. */
public final class ParquetRecords {
    /** What to do about a column of which no value can be read, as a sentence. */
    public static final String ADVICE = ParquetData.ADVICE;

    private ParquetRecords() {}

    static RecordFile read(Path file, RecordOptions options) throws IOException {
        ParquetData data = ParquetData.open(file);
        FileRecord.Columns columns = new FileRecord.Columns(file, options.whole(), FileRecord.Columns.RECORD);
        data.columns(columns::isWhole)
                .forEach(name -> columns.numbers().put(name, columns.numbers().size()));
        List<FileRecord> rows = new ArrayList<>();
        data.read(record -> rows.add(JsonRecords.row(columns, rows.size() + 1, record)));
        return new RecordFile(
                file,
                RecordFormat.PARQUET,
                List.copyOf(columns.numbers().keySet()),
                Set.of(),
                rows,
                data.notes(),
                data.unreadable());
    }

    /** Returns the records of a file as JSON objects, for a copy of them. */
    public static List<ObjectNode> objects(Path file) throws IOException {
        List<ObjectNode> objects = new ArrayList<>();
        ParquetData.open(file).read(objects::add);
        return objects;
    }
}
