package io.winnow.datasets.label;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What several annotators said of items; not each of each.
 *
 * @param items names (N), in the order of the file
 * @param annotators names (A)
 * @param classNames (K)
 * @param labels (N, A) classes, -1 where an annotator said nothing; each item has one at least
 */
@SuppressWarnings("ArrayRecordComponent") // a table of data; never compared
public record Annotations(List<String> items, List<String> annotators, List<String> classNames, int[][] labels) {
    /** Of an annotator who said nothing. */
    public static final int NONE = -1;

    private static final String KEY = "key";
    private static final String ANNOTATOR = "annotator";
    private static final String LABEL = "label";

    /**
     * Reads CSV or JSON lines with a record for each annotation: {@code key}, {@code annotator}, {@code label}.
     *
     * @throws LabelFileException when a column is missing or an annotator labels an item twice
     */
    public static Annotations read(Path file) throws IOException {
        Map<String, Integer> items = new LinkedHashMap<>();
        Map<String, Integer> annotators = new LinkedHashMap<>();
        List<RecordFile.Row> rows = RecordFile.read(file);
        if (rows.isEmpty()) {
            throw new LabelFileException(file + " has no record; expected are the columns key, annotator, label.");
        }
        List<String> names = new ArrayList<>();
        for (RecordFile.Row row : rows) {
            items.putIfAbsent(row.get(KEY), items.size());
            annotators.putIfAbsent(row.get(ANNOTATOR), annotators.size());
            names.add(row.get(LABEL));
        }
        List<String> classNames = names.stream().distinct().sorted().toList();
        int[][] labels = new int[items.size()][annotators.size()];
        Arrays.stream(labels).forEach(row -> Arrays.fill(row, NONE));
        for (RecordFile.Row row : rows) {
            int[] own = labels[items.get(row.get(KEY))];
            int annotator = annotators.get(row.get(ANNOTATOR));
            if (own[annotator] != NONE) {
                throw row.error(row.get(ANNOTATOR) + " labels " + row.get(KEY) + " a second time");
            }
            own[annotator] = classNames.indexOf(row.get(LABEL));
        }
        return new Annotations(List.copyOf(items.keySet()), List.copyOf(annotators.keySet()), classNames, labels);
    }

    /** Of each item the share of its annotators that say each class (N, K). */
    public double[][] votes() {
        double[][] votes = new double[labels.length][classNames.size()];
        for (int i = 0; i < labels.length; i++) {
            double count =
                    Arrays.stream(labels[i]).filter(label -> label != NONE).count();
            for (int label : labels[i]) {
                if (label != NONE) {
                    votes[i][label] += 1 / count;
                }
            }
        }
        return votes;
    }
}
