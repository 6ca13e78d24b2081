package io.winnow.trainer.loop;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The known labels of items, for a simulation. */
public final class KnownLabels {
    private KnownLabels() {}

    /**
     * Reads a file with a column {@code label}, and one that names the items: {@code key}, {@code id} or {@code file}; or {@code text}, by
     * which texts are found whose key is not known.
     *
     * @return class of each item (N); -1 for those that the file does not have
     * @throws UserException if it has neither column, an unknown class, or no known item
     */
    public static int[] read(Path file, ItemTable items, List<String> classes) throws IOException {
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
        int[] labels = new int[items.size()];
        Arrays.fill(labels, -1);
        int found = 0;
        for (RecordFile.Row record : records.rows()) {
            OptionalInt row = key.isPresent() ? items.find(record.get(key.get())) : OptionalInt.empty();
            if (row.isEmpty() && text.isPresent()) {
                Integer known = byText.get(new Fingerprint()
                        .add(record.findText(text.get()).orElse(""))
                        .hex());
                row = known == null ? OptionalInt.empty() : OptionalInt.of(known);
            }
            String name = record.get(label);
            if (row.isPresent()) {
                int number = classes.indexOf(name);
                if (number < 0) {
                    throw record.error("has the label '" + name + "', which is not among the classes"
                            + EditDistance.nearest(name, classes)
                                    .map(near -> "; did you mean '" + near + "'?")
                                    .orElse(""));
                }
                labels[row.getAsInt()] = number;
                found++;
            }
        }
        if (found == 0) {
            throw new UserException("None of the " + records.rows().size() + " records of " + file
                    + " names an item of the project. Check the column of the keys.");
        }
        return labels;
    }
}
