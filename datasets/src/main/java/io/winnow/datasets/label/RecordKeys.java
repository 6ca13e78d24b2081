package io.winnow.datasets.label;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.RecordFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The keys of the records that are corrected: the values of a column, or the numbers of the records, counted from 1.
 *
 * @param column column of the keys; empty if they are the numbers of the records
 * @param records the records of each key, in the order of the file
 */
record RecordKeys(Optional<String> column, Map<String, List<Integer>> records) {
    /** A key that is the number of a record, which the name of the part may precede, such as {@code train/12}. */
    private static final Pattern NUMBERED = Pattern.compile("(?:([^/]+)/)?([1-9]\\d{0,8})");

    /** A value for which a number in the corrections may stand, since spreadsheets write {@code 0004} as 4. */
    private static final Pattern NUMERIC = Pattern.compile("[+-]?\\d+([.]0*)?");

    /**
     * Finds out what the keys are.
     *
     * @param labelColumns columns of the labels, which have no keys
     * @throws DataException if the keys may be either the values of a column or the numbers of the records, or are neither
     */
    static RecordKeys of(
            RecordFile file, CorrectableFile.Options options, Set<String> labelColumns, LabelCorrections corrections)
            throws DataException {
        if (options.keyColumn().isPresent()) {
            return inColumn(file, file.column(options.keyColumn().get(), "--key-column"));
        }
        List<String> keys = corrections.records().stream()
                .map(LabelCorrections.Correction::key)
                .toList();
        if (options.recordNumbers() || keys.isEmpty()) {
            return numbered(file, keys);
        }
        List<String> candidates = new ArrayList<>(file.keys());
        candidates.removeAll(labelColumns);
        if (!keys.stream().allMatch(key -> NUMBERED.matcher(key).matches())) {
            return inColumn(file, column(file, candidates, keys));
        }
        for (String candidate : candidates) {
            List<String> values = values(file, candidate);
            if (keys.stream().allMatch(key -> key.contains("/"))
                    && Set.copyOf(values).containsAll(keys)) {
                return inColumn(file, file.unique(candidate));
            }
            if (values.stream().anyMatch(each -> NUMERIC.matcher(each).matches()) && !count(values, file)) {
                throw new DataException("The keys of " + corrections.file()
                        + " are numbers, such as '" + keys.get(0) + "', which may be values of the column "
                        + candidate + " of " + file.file()
                        + " or the numbers of its records. If the data of the audit had a key column, name it with --key-column "
                        + candidate + "; if they had none, add --record-numbers.");
            }
        }
        return numbered(file, keys);
    }

    private static List<String> values(RecordFile file, String column) {
        return file.rows().stream()
                .flatMap(row -> row.findValid(column).stream())
                .toList();
    }

    /** Whether values are the numbers of their records, so that both readings are the same. */
    private static boolean count(List<String> values, RecordFile file) {
        return values.size() == file.rows().size()
                && IntStream.range(0, values.size()).allMatch(i -> values.get(i).equals(Integer.toString(i + 1)));
    }

    private static String column(RecordFile file, List<String> candidates, List<String> keys) throws DataException {
        for (String candidate : candidates) {
            Set<String> values = Set.copyOf(values(file, candidate));
            if (keys.stream().anyMatch(values::contains)) {
                return file.unique(candidate);
            }
        }
        if (candidates.isEmpty()) {
            throw new DataException(file.file() + " has no column with a usual name for keys, such as key; it has "
                    + Shown.of(file.columns()) + ". Name the column of the keys with --key-column.");
        }
        return file.unique(candidates.get(0));
    }

    private static RecordKeys inColumn(RecordFile file, String column) throws DataException {
        Map<String, List<Integer>> records = new LinkedHashMap<>();
        for (int record = 0; record < file.rows().size(); record++) {
            records.computeIfAbsent(file.rows().get(record).get(column), key -> new ArrayList<>())
                    .add(record);
        }
        return new RecordKeys(Optional.of(column), records);
    }

    /** All keys must have the same prefix, since the records of each part are counted from 1. */
    private static RecordKeys numbered(RecordFile file, List<String> keys) throws DataException {
        Map<String, String> named = new LinkedHashMap<>();
        Map<String, String> prefixes = new LinkedHashMap<>();
        for (String key : keys) {
            Matcher matcher = NUMBERED.matcher(key);
            if (matcher.matches()) {
                named.putIfAbsent(matcher.group(2), key);
                prefixes.putIfAbsent(Optional.ofNullable(matcher.group(1)).orElse(""), key);
            }
        }
        if (prefixes.size() > 1) {
            throw new DataException(
                    "The keys "
                            + prefixes.values().stream()
                                    .map(key -> "'" + key + "'")
                                    .collect(Collectors.joining(", "))
                            + " are numbers of records of different files, but " + file.file()
                            + " is one file. Keep only the corrections of this file, or name its column of keys with --key-column.");
        }
        Map<String, List<Integer>> records = new LinkedHashMap<>();
        for (int record = 0; record < file.rows().size(); record++) {
            String number = Integer.toString(record + 1);
            records.put(named.getOrDefault(number, number), List.of(record));
        }
        return new RecordKeys(Optional.empty(), records);
    }
}
