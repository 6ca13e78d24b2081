package io.winnow.datasets.label;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.EditableFile;
import io.winnow.datasets.file.KnownColumns;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A label file of which a corrected copy is made: only labels that change differ, and every other byte is the same. */
public final class CorrectableFile {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** A key that is the number of a record, which the name of the part may precede, such as {@code train/12}. */
    private static final Pattern NUMBERED = Pattern.compile("(?:[^/]+/)?([1-9]\\d{0,8})");

    /**
     * How the file is read.
     *
     * @param keyColumn column of the keys; by default one with a usual name
     * @param labelColumn column of the labels; by default one with a usual name
     * @param encoding character set; by default that of the byte order mark, or UTF-8
     * @param separator what separates the classes in a cell with several
     * @param rename the label that stands for a cell, where they differ
     * @param newLabels whether labels are accepted that neither the file nor the column {@code given} has
     */
    public record Options(
            Optional<String> keyColumn,
            Optional<String> labelColumn,
            Optional<Charset> encoding,
            String separator,
            Map<String, String> rename,
            boolean newLabels) {
        public Options {
            rename = Map.copyOf(rename);
        }
    }

    /**
     * The corrected copy.
     *
     * @param bytes content of the file
     * @param labelColumn column of the labels
     * @param changed number of examples whose label changes
     * @param same number of examples that have the corrected label already
     */
    @SuppressWarnings("ArrayRecordComponent") // written to a file; never compared
    public record Corrected(byte[] bytes, String labelColumn, int changed, int same) {}

    private final RecordFile records;
    private final Options options;
    private final String labelColumn;
    private final EditableFile text;

    private CorrectableFile(RecordFile records, Options options, String labelColumn, EditableFile text) {
        this.records = records;
        this.options = options;
        this.labelColumn = labelColumn;
        this.text = text;
    }

    /**
     * Makes a corrected copy of a file.
     *
     * @throws DataException if a key or a label is unknown, keys are ambiguous, or labels have changed since they were checked
     */
    public static Corrected apply(Path file, Options options, LabelCorrections corrections) throws IOException {
        Set<String> whole = new HashSet<>(KnownColumns.LABELS);
        options.labelColumn().ifPresent(whole::add);
        RecordOptions reading = new RecordOptions("label file", options.encoding(), Optional.empty(), false, whole);
        RecordFile records = RecordFile.read(file, reading);
        String label = records.column(options.labelColumn(), "--label-column", KnownColumns.LABELS, "labels")
                .orElseThrow(() -> new DataException(file
                        + " has no column with a usual name for labels, such as label; it has "
                        + Shown.of(records.columns()) + ". Name the column of the labels with --label-column."));
        return new CorrectableFile(records, options, label, EditableFile.of(records, label, reading))
                .apply(corrections);
    }

    private Corrected apply(LabelCorrections corrections) throws IOException {
        Map<String, List<Integer>> byKey = byKey(corrections);
        List<String> keys = List.copyOf(byKey.keySet());
        List<String> labels = new ArrayList<>();
        for (List<Integer> own : byKey.values()) {
            labels.add(label(own));
        }
        Examples examples = new Examples(records.file().toString(), Optional.empty(), keys.size(), keys::get);
        LabelCorrections.Changes changes = corrections.find(examples, labels::get);
        Set<String> known = new TreeSet<>(options.rename().values());
        labels.forEach(each -> known.addAll(LabelText.parts(each)));
        corrections.records().forEach(each -> known.addAll(LabelText.parts(each.given())));
        for (Map.Entry<Integer, LabelCorrections.Correction> each :
                changes.changed().entrySet()) {
            each.getValue().requireKnown(known, records.file().toString(), options.newLabels());
            for (int record : byKey.get(keys.get(each.getKey()))) {
                replace(record, each.getValue());
            }
        }
        return new Corrected(text.bytes(), labelColumn, changes.changed().size(), changes.same());
    }

    /** Returns the records of each key, in the order of the file. */
    private Map<String, List<Integer>> byKey(LabelCorrections corrections) throws DataException {
        Optional<String> column = keyColumn(corrections);
        Map<String, List<Integer>> byKey = new LinkedHashMap<>();
        if (column.isPresent()) {
            for (int record = 0; record < records.rows().size(); record++) {
                byKey.computeIfAbsent(records.rows().get(record).get(column.get()), key -> new ArrayList<>())
                        .add(record);
            }
            return byKey;
        }
        Map<String, String> named = new LinkedHashMap<>();
        for (LabelCorrections.Correction each : corrections.records()) {
            number(each.key()).ifPresent(number -> named.putIfAbsent(number, each.key()));
        }
        for (int record = 0; record < records.rows().size(); record++) {
            String number = Integer.toString(record + 1);
            byKey.put(named.getOrDefault(number, number), new ArrayList<>(List.of(record)));
        }
        return byKey;
    }

    /** Returns the column of the keys; empty if the keys are the numbers of the records, as they are in data without a column of keys. */
    private Optional<String> keyColumn(LabelCorrections corrections) throws DataException {
        if (options.keyColumn().isPresent()) {
            return Optional.of(records.column(options.keyColumn().get(), "--key-column"));
        }
        boolean numbered = corrections.records().stream()
                .allMatch(each -> number(each.key()).isPresent());
        List<String> candidates = new ArrayList<>(records.known(KnownColumns.KEYS));
        candidates.remove(labelColumn);
        for (String candidate : candidates) {
            Set<String> values = records.rows().stream()
                    .flatMap(row -> row.findValid(candidate).stream())
                    .collect(Collectors.toSet());
            if (corrections.records().stream().anyMatch(each -> values.contains(each.key()))) {
                return Optional.of(records.unique(candidate));
            }
        }
        if (numbered) {
            return Optional.empty();
        }
        if (candidates.isEmpty()) {
            throw new DataException(records.file() + " has no column with a usual name for keys, such as key; it has "
                    + Shown.of(records.columns()) + ". Name the column of the keys with --key-column.");
        }
        return Optional.of(records.unique(candidates.get(0)));
    }

    private static Optional<String> number(String key) {
        var matcher = NUMBERED.matcher(key);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Returns the label of an example, all of whose records must have the same. */
    private String label(List<Integer> own) throws IOException {
        String label = LabelText.joined(parts(own.get(0)));
        for (int record : own.subList(1, own.size())) {
            String other = LabelText.joined(parts(record));
            if (!LabelText.same(label, other)) {
                throw records.rows()
                        .get(record)
                        .error("has the label '" + other + "', but line "
                                + records.rows().get(own.get(0)).line() + " has the same key and the label '" + label
                                + "', so it is not known which one is corrected. Remove one of the two lines");
            }
        }
        return label;
    }

    /** Returns the classes, or the number, of a record. */
    private List<String> parts(int record) throws IOException {
        String cell = records.rows().get(record).find(labelColumn).orElse("");
        List<String> parts = new ArrayList<>();
        if (text.isArray(record)) {
            MAPPER.readTree(cell).forEach(each -> parts.add(each.asText()));
        } else {
            parts.addAll(List.of(cell.split(Pattern.quote(options.separator()))));
        }
        return parts.stream()
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(part -> options.rename().getOrDefault(part, part))
                .toList();
    }

    private void replace(int record, LabelCorrections.Correction correction) throws IOException {
        List<String> cells = new ArrayList<>();
        for (String part : LabelText.parts(correction.corrected())) {
            List<String> written = options.rename().entrySet().stream()
                    .filter(each -> each.getValue().equals(part))
                    .map(Map.Entry::getKey)
                    .toList();
            if (written.size() > 1) {
                throw correction
                        .line()
                        .error("the label '" + part + "' stands for several values of " + records.file() + ": "
                                + Shown.of(written) + ". Give --rename for one of them only");
            }
            cells.add(written.isEmpty() ? part : written.get(0));
        }
        if (text.isArray(record)) {
            text.replace(record, cells);
        } else {
            text.replace(record, String.join(options.separator(), cells));
        }
    }
}
