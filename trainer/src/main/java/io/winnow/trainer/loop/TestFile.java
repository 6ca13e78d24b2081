package io.winnow.trainer.loop;

import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the ids of the test items. */
final class TestFile {
    private TestFile() {}

    static List<String> read(Path file) throws IOException {
        RecordFile records = RecordFile.read(file, RecordOptions.of("file of test items"));
        String column = records.column("id", "a file of test items has this column");
        List<String> ids = new ArrayList<>();
        for (FileRecord row : records.rows()) {
            ids.add(row.get(column));
        }
        return ids;
    }
}
