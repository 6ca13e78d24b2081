package io.winnow.trainer.annotate;

import io.winnow.datasets.DataException;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.KnownColumns;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file with a label in each record, whatever else it has. Records without a key are named by their number, counted from 1, as the readers of
 * texts name them.
 *
 * @param records the records
 * @param labelColumn column of the labels
 * @param keys name of each record (N)
 * @param labels label of each record (N)
 */
public record LabelledFile(RecordFile records, String labelColumn, List<String> keys, List<String> labels) {
    /**
     * Reads a file.
     *
     * @param keyColumn column of the keys; by default the one with a usual name, or the number of the record
     * @param labelColumn column of the labels; by default the one with a usual name
     * @throws UserException if a label is missing, or a key occurs twice; the message names the line
     */
    public static LabelledFile read(Path file, Optional<String> keyColumn, Optional<String> labelColumn)
            throws IOException {
        try {
            RecordFile records = RecordFile.read(InputPaths.require(file), RecordOptions.ofLabels(TextCharset.UTF_8));
            Optional<String> label = records.column(labelColumn, "--label-column", KnownColumns.LABELS, "labels");
            if (label.isEmpty()) {
                throw new UserException(file + " has no column of labels; it has the columns "
                        + String.join(", ", records.columns()) + ". Name it with --label-column.");
            }
            Optional<String> key = keyColumn.isPresent()
                    ? Optional.of(records.column(keyColumn.get(), "--key-column"))
                    : records.own(KnownColumns.KEY);
            List<String> keys = new ArrayList<>();
            List<String> labels = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            for (FileRecord row : records.rows()) {
                String own = key.isPresent() ? row.get(key.get()) : Integer.toString(keys.size() + 1);
                if (!seen.add(own)) {
                    throw row.error("the key '" + own + "' occurs a second time. Remove one of the lines");
                }
                keys.add(own);
                labels.add(row.get(label.get()));
            }
            return new LabelledFile(records, label.get(), keys, labels);
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
    }
}
