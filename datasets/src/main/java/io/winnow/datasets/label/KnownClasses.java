package io.winnow.datasets.label;

import io.winnow.datasets.DataException;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.KnownColumns;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The true classes of some of the items that annotators labelled, from a file with a key and a label in each record.
 *
 * @param classes class number of each item, or -1 (N)
 * @param count number of items whose class is known
 * @param unlabelled number of records of items that no annotator labelled
 */
@SuppressWarnings("ArrayRecordComponent") // a column of data; never compared
public record KnownClasses(int[] classes, int count, int unlabelled) {
    /**
     * Reads a file.
     *
     * @throws DataException if columns are missing, if a class is one that no annotator chose, if records contradict each other, or if the file
     *     names no item of the annotations; the message names the line
     */
    public static KnownClasses read(Path file, LabelFileOptions options, Annotations annotations) throws IOException {
        RecordFile records = RecordFile.read(file, RecordOptions.ofLabels(options.encoding()));
        String key = column(records, records.keys(), "key");
        String label = column(records, records.known(KnownColumns.LABELS), "label");
        Map<String, Integer> items = numbers(annotations.items());
        Map<String, Integer> names = numbers(annotations.classNames());
        int[] classes = new int[items.size()];
        Arrays.fill(classes, GivenNames.NONE);
        int count = 0;
        int unlabelled = 0;
        for (FileRecord row : records.rows()) {
            String said = row.find(label).orElse("");
            if (options.isGap(said) && !names.containsKey(said)) {
                continue;
            }
            Integer item = items.get(row.get(key));
            if (item == null) {
                unlabelled++;
                continue;
            }
            Integer number = names.get(GivenNames.whole(said));
            if (number == null) {
                throw row.error("the label '" + said + "' is not a class that an annotator chose; these are "
                        + Shown.of(annotations.classNames()) + ". Correct or remove the line"
                        + EditDistance.nearest(said, annotations.classNames())
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse(""));
            }
            if (classes[item] == GivenNames.NONE) {
                classes[item] = number;
                count++;
            } else if (classes[item] != number) {
                throw row.error("labels " + row.get(key) + " as '" + said + "', but an earlier line labels it as '"
                        + annotations.classNames().get(classes[item]) + "'. Remove one of the two lines");
            }
        }
        if (count == 0) {
            throw new DataException(file + " names the class of no item that the annotators labelled: they labelled "
                    + Shown.of(annotations.items()) + ". Check the keys in the column " + key + ".");
        }
        return new KnownClasses(classes, count, unlabelled);
    }

    private static String column(RecordFile records, List<String> known, String role) throws DataException {
        if (known.isEmpty()) {
            throw new DataException(records.file() + " needs the columns key and label; it has "
                    + Shown.of(records.columns()) + ". Rename the column of the " + role + " to " + role + ".");
        }
        return records.unique(records.own(role).orElse(known.get(0)));
    }

    private static Map<String, Integer> numbers(List<String> names) {
        Map<String, Integer> numbers = new HashMap<>();
        names.forEach(name -> numbers.put(name, numbers.size()));
        return numbers;
    }
}
