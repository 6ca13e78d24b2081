package io.winnow.datasets.label;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Given labels from a file: CSV with a header, or JSON lines ({@code .jsonl}). Each record has {@code label}, the name of a class or its
 * number, and says whose it is: {@code key}, what the data set calls the example, or {@code index}, its number from 0. Other columns are
 * not looked at.
 */
public final class LabelFile {
    private static final String INDEX = "index";
    private static final String KEY = "key";
    private static final String LABEL = "label";
    private static final int SHOWN = 5;

    private LabelFile() {}

    /**
     * Reads a label for each example in use.
     *
     * @param size of the data set
     * @param key what the data set calls an example
     * @param examples in use, which must have a label; labels of others may be there
     * @param classNames by class number
     * @return (size) classes; 0 for examples that are not in use
     * @throws LabelFileException for unknown, duplicate or missing examples, and labels that are no class
     */
    public static int[] read(Path file, int size, IntFunction<String> key, int[] examples, List<String> classNames)
            throws IOException {
        List<RecordFile.Row> rows = RecordFile.read(file);
        if (rows.isEmpty()) {
            throw new LabelFileException(file + " has no record; expected are the columns key or index, and label.");
        }
        boolean byKey = rows.get(0).find(INDEX).isEmpty();
        Map<String, Integer> byName = new HashMap<>();
        if (byKey) {
            for (int i = 0; i < size; i++) {
                byName.put(key.apply(i), i);
            }
        }
        Map<String, Integer> classes = new HashMap<>();
        for (int k = 0; k < classNames.size(); k++) {
            classes.put(Integer.toString(k), k);
        }
        // Names are stronger than numbers: where classes are called 1, 2, 3, the label 1 is the first.
        for (int k = 0; k < classNames.size(); k++) {
            classes.put(classNames.get(k), k);
        }
        int[] labels = new int[size];
        long[] lines = new long[size];
        for (RecordFile.Row row : rows) {
            int example = byKey ? named(row, byName) : numbered(row, size);
            if (lines[example] > 0) {
                throw row.error("labels " + row.get(byKey ? KEY : INDEX) + " again, which line " + lines[example]
                        + " labelled");
            }
            lines[example] = row.line();
            Integer label = classes.get(row.get(LABEL));
            if (label == null) {
                throw row.error("the label '" + row.get(LABEL) + "' is no class; there are " + shorten(classNames)
                        + ", or their numbers 0 to " + (classNames.size() - 1));
            }
            labels[example] = label;
        }
        int[] missing =
                Arrays.stream(examples).filter(example -> lines[example] == 0).toArray();
        if (missing.length > 0) {
            throw new LabelFileException(file + " has no label for " + missing.length + " of " + examples.length
                    + " examples, such as "
                    + Arrays.stream(missing)
                            .limit(SHOWN)
                            .mapToObj(example -> byKey ? key.apply(example) : Integer.toString(example))
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        return labels;
    }

    private static int named(RecordFile.Row row, Map<String, Integer> byName) throws LabelFileException {
        String name = row.get(KEY);
        return Optional.ofNullable(byName.get(name))
                .orElseThrow(() -> row.error("no example is called '" + name + "'; they are called such as '"
                        + byName.keySet().iterator().next() + "'"));
    }

    private static int numbered(RecordFile.Row row, int size) throws LabelFileException {
        String text = row.get(INDEX);
        int index = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
        if (index < 0 || index >= size) {
            throw row.error("the index '" + text + "' is none of 0 to " + (size - 1));
        }
        return index;
    }

    private static String shorten(List<String> names) {
        return names.size() <= 2 * SHOWN
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 2 * SHOWN)) + " and " + (names.size() - 2 * SHOWN) + " more";
    }
}
