package io.winnow.trainer.loop;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.label.LabelText;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The known labels of items, for a simulation. */
public final class KnownLabels {
    private KnownLabels() {}

    /**
     * Reads a file with a column {@code label}, and one that names the items: {@code key}, {@code id} or {@code file}; or {@code text}, by
     * which texts are found whose key is not known.
     *
     * @return label of each item (N); null for those that the file does not have
     * @throws UserException if it has neither column, an unknown class, or no known item
     */
    public static int[][] read(Path file, ItemTable items, List<String> classes, boolean several) throws IOException {
        RecordFile records = RecordFile.read(file, RecordOptions.of("file of labels"));
        String label = records.column("label", "the labels of a simulation");
        Optional<String> key = records.own("key").or(() -> records.own("id")).or(() -> records.own("file"));
        Optional<String> text = records.own("text");
        if (key.isEmpty() && text.isEmpty()) {
            throw new UserException(file + " does not say which item a label belongs to: it has the columns "
                    + String.join(", ", records.columns()) + ". Add a column key, id, file or text.");
        }
        Map<String, Integer> byText = new HashMap<>();
        for (int row : items.originals()) {
            byText.put(items.get(row).fingerprint(), row);
        }
        int[][] labels = new int[items.size()][];
        int found = 0;
        for (FileRecord record : records.rows()) {
            OptionalInt row = key.isPresent() ? items.find(record.get(key.get())) : OptionalInt.empty();
            if (row.isEmpty() && text.isPresent()) {
                Integer known = byText.get(new Fingerprint()
                        .add(record.findText(text.get()).orElse(""))
                        .hex());
                row = known == null ? OptionalInt.empty() : OptionalInt.of(known);
            }
            if (row.isPresent()) {
                labels[row.getAsInt()] = label(record, label, classes, several);
                found++;
            }
        }
        if (found == 0) {
            throw new UserException("None of the " + records.rows().size() + " records of " + file
                    + " names an item of the project. Check the column of the keys.");
        }
        return labels;
    }

    private static int[] label(FileRecord record, String column, List<String> classes, boolean several)
            throws IOException {
        Collection<String> names =
                several ? record.find(column).map(LabelText::parts).orElse(Set.of()) : List.of(record.get(column));
        for (String name : names) {
            if (!classes.contains(name)) {
                throw record.error("has the label '" + name + "', which is not among the classes"
                        + EditDistance.nearest(name, classes)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse(""));
            }
        }
        return names.stream().mapToInt(classes::indexOf).sorted().toArray();
    }
}
