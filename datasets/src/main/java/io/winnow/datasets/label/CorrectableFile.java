package io.winnow.datasets.label;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.EditableFile;
import io.winnow.datasets.file.KnownColumns;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A label file of which a corrected copy is made: only labels that change differ, and every other byte is the same. */
public final class CorrectableFile {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d*");

    /**
     * How the file is read.
     *
     * @param keyColumn column of the keys; by default one with a usual name
     * @param recordNumbers whether the keys are the numbers of the records, counted from 1, if no column of keys is named
     * @param labelColumn column of the labels; by default one with a usual name
     * @param encoding character set; by default that of the byte order mark, or UTF-8
     * @param separator what separates the classes in a cell with several
     * @param rename the label that stands for a cell, where they differ
     * @param newLabels whether labels are accepted that neither the file nor the column {@code given} has
     */
    public record Options(
            Optional<String> keyColumn,
            boolean recordNumbers,
            Optional<String> labelColumn,
            TextCharset encoding,
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
     * @param keyColumn column of the keys; empty if they were the numbers of the records
     * @param changed number of examples whose label changes
     * @param same number of examples that have the corrected label already
     */
    @SuppressWarnings("ArrayRecordComponent") // written to a file; never compared
    public record Corrected(byte[] bytes, Optional<String> keyColumn, int changed, int same) {}

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
        List<String> texts = new ArrayList<>();
        for (int record = 0; record < records.rows().size(); record++) {
            texts.add(text(record));
        }
        LabelForm form = form(texts, corrections);
        RecordKeys keys = RecordKeys.of(records, options, labelColumn, corrections);
        List<String> names = List.copyOf(keys.records().keySet());
        List<String> labels = new ArrayList<>();
        for (List<Integer> own : keys.records().values()) {
            labels.add(label(own, texts, form));
        }
        Examples examples = new Examples(records.file().toString(), Optional.empty(), names.size(), names::get);
        LabelCorrections.Changes changes = corrections.find(examples, labels::get, form);
        Set<String> known = new TreeSet<>(options.rename().values());
        labels.forEach(each -> known.addAll(form.parts(each)));
        corrections.records().forEach(each -> known.addAll(form.parts(each.given())));
        // A class may have the text between the classes of sets in its name.
        Set<String> whole = new HashSet<>(labels);
        LabelForm accepted = form == LabelForm.NUMBER && areClasses(texts) ? LabelForm.NAME : form;
        for (Map.Entry<Integer, LabelCorrections.Correction> each :
                changes.changed().entrySet()) {
            if (!whole.contains(each.getValue().corrected())) {
                each.getValue().requireKnown(known, accepted, records.file().toString(), options.newLabels());
            }
            for (int record : keys.records().get(names.get(each.getKey()))) {
                replace(record, each.getValue(), form);
            }
        }
        return new Corrected(text.bytes(), keys.column(), changes.changed().size(), changes.same());
    }

    /** Returns what the labels of the file are, as far as their texts tell. */
    private LabelForm form(List<String> texts, LabelCorrections corrections) {
        boolean sets = !options.separator().equals(LabelText.SEPARATOR)
                || IntStream.range(0, texts.size())
                        .anyMatch(i -> text.isArray(i) || texts.get(i).contains(LabelText.SEPARATOR));
        if (sets) {
            return LabelForm.SET;
        }
        List<String> all = new ArrayList<>(texts);
        corrections.records().forEach(each -> all.add(each.given()));
        return LabelForm.ofSingle(all);
    }

    /** Whether numbers are those of classes: whole ones, each of which occurs twice or more on average. */
    private static boolean areClasses(List<String> numbers) {
        Set<String> distinct = new HashSet<>(numbers);
        return 2 * distinct.size() <= numbers.size()
                && distinct.stream().allMatch(each -> WHOLE.matcher(each).matches());
    }

    /** Returns the label of an example, all of whose records must have the same. */
    private String label(List<Integer> own, List<String> texts, LabelForm form) throws IOException {
        String label = texts.get(own.get(0));
        for (int record : own.subList(1, own.size())) {
            if (!form.same(label, texts.get(record))) {
                throw records.rows()
                        .get(record)
                        .error("has the label '" + texts.get(record) + "', but "
                                + records.rows().get(own.get(0)).place() + " has the same key and the label '" + label
                                + "', so it is not known which one is corrected. Remove one of the two lines");
            }
        }
        return label;
    }

    /** Returns the label of a record: its cell as it is, or its classes if they are in an array, or separated or named otherwise. */
    private String text(int record) throws IOException {
        String cell = records.rows().get(record).find(labelColumn).orElse("");
        List<String> parts = new ArrayList<>();
        if (text.isArray(record)) {
            MAPPER.readTree(cell).forEach(each -> parts.add(each.asText()));
        } else if (options.rename().containsKey(cell.strip())) {
            return options.rename().get(cell.strip());
        } else {
            parts.addAll(List.of(cell.split(Pattern.quote(options.separator()))));
            boolean plain = options.separator().equals(LabelText.SEPARATOR)
                    && parts.stream().map(String::strip).noneMatch(options.rename()::containsKey);
            if (plain) {
                return cell.strip();
            }
        }
        return LabelText.joined(parts.stream()
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(part -> options.rename().getOrDefault(part, part))
                .toList());
    }

    private void replace(int record, LabelCorrections.Correction correction, LabelForm form) throws IOException {
        String label = correction.corrected();
        if (text.isArray(record)) {
            text.replace(record, cells(LabelText.parts(label), correction));
            return;
        }
        boolean plain = form != LabelForm.SET
                || options.rename().containsValue(label)
                || (options.separator().equals(LabelText.SEPARATOR)
                        && LabelText.parts(label).stream().noneMatch(options.rename()::containsValue));
        text.replace(
                record,
                String.join(options.separator(), cells(plain ? Set.of(label) : LabelText.parts(label), correction)));
    }

    /** Returns what stands for labels in the file. */
    private List<String> cells(Set<String> labels, LabelCorrections.Correction correction) throws DataException {
        List<String> cells = new ArrayList<>();
        for (String part : labels) {
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
        return cells;
    }
}
