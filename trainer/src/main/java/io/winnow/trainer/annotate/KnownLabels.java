package io.winnow.trainer.annotate;

import io.winnow.datasets.Shown;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The right labels of some records, from a file. */
public final class KnownLabels {
    private KnownLabels() {}

    /**
     * Reads the right labels.
     *
     * @param keys names of the records (N)
     * @param labels the labels (K)
     * @return number of the label of each record, or -1 (N)
     * @throws UserException if the file names none of the records, or a label that annotators could not choose
     */
    public static int[] read(Path file, List<String> keys, List<String> labels) throws IOException {
        LabelledFile known = LabelledFile.read(file, Optional.empty(), Optional.empty());
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            places.put(keys.get(i), i);
        }
        int[] truth = new int[keys.size()];
        Arrays.fill(truth, -1);
        int count = 0;
        for (int i = 0; i < known.keys().size(); i++) {
            Integer place = places.get(known.keys().get(i));
            int label = labels.indexOf(known.labels().get(i));
            if (place != null && label < 0) {
                throw new UserException(
                        file + " has the label '" + known.labels().get(i)
                                + "', which no annotator could choose; they chose among " + Shown.of(labels) + ".");
            } else if (place != null) {
                truth[place] = label;
                count++;
            }
        }
        if (count == 0) {
            throw new UserException(file + " names none of the records: it has the keys " + Shown.of(known.keys())
                    + ", and the records have " + Shown.of(keys) + ".");
        }
        return truth;
    }
}
