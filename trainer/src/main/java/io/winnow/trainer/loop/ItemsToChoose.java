package io.winnow.trainer.loop;

import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.KnownColumns;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Items of a file, some of which have a label.
 *
 * @param file the file
 * @param keys key of each item (N): its record number, counted from 1, if the file has no column of keys
 * @param labels class of each item, or {@link OneTimeChoice#UNKNOWN} (N)
 * @param classNames names of the classes, sorted
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record ItemsToChoose(Path file, List<String> keys, int[] labels, List<String> classNames) {
    /**
     * Reads a file.
     *
     * @param keyColumn column of the keys; by default {@code key} if there is one
     * @param labelColumn column of the labels; by default the one with a usual name; without any, no item is labelled
     * @throws io.winnow.datasets.DataException if a named column is missing, or a key occurs twice
     */
    public static ItemsToChoose read(Path file, Optional<String> keyColumn, Optional<String> labelColumn)
            throws IOException {
        RecordFile records = RecordFile.read(file, RecordOptions.ofLabels(TextCharset.UTF_8));
        Optional<String> label = records.column(labelColumn, "--label-column", KnownColumns.LABELS, "labels");
        Optional<String> key = keyColumn.isPresent()
                ? Optional.of(records.column(keyColumn.get(), "--key-column"))
                : records.own(KnownColumns.KEY);
        List<String> keys = new ArrayList<>();
        List<Optional<String>> said = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        TreeSet<String> names = new TreeSet<>();
        for (FileRecord row : records.rows()) {
            String own = key.isPresent() ? row.get(key.get()) : Integer.toString(keys.size() + 1);
            if (!seen.add(own)) {
                throw row.error("the key '" + own + "' occurs a second time. Remove one of the lines");
            }
            keys.add(own);
            Optional<String> given = label.isPresent() ? row.find(label.get()) : Optional.empty();
            given.ifPresent(names::add);
            said.add(given);
        }
        List<String> classNames = List.copyOf(names);
        return new ItemsToChoose(
                file,
                keys,
                said.stream()
                        .mapToInt(each -> each.map(classNames::indexOf).orElse(OneTimeChoice.UNKNOWN))
                        .toArray(),
                classNames);
    }
}
