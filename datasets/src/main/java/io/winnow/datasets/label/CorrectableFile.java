package io.winnow.datasets.label;

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

/** A label file of which a corrected copy is made: only labels that change differ, and every other byte is the same. */
public final class CorrectableFile {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d*");

    /**
     * How the file is read.
     *
     * @param keyColumn column of the keys; by default one with a usual name
     * @param recordNumbers whether the keys are the numbers of the records, counted from 1, if no column of keys is named
     * @param labelColumn column of the labels; by default one with a usual name
     * @param classes the columns that say of a class each whether an example has it; empty if one column has the labels
     * @param encoding character set; by default that of the byte order mark, or UTF-8
     * @param separator what separates the classes in a cell with several
     * @param rename the label that stands for a cell, where they differ
     * @param newLabels whether labels are accepted that neither the file nor the column {@code given} has
     */
    public record Options(
            Optional<String> keyColumn,
            boolean recordNumbers,
            Optional<String> labelColumn,
            Optional<ClassCells> classes,
            TextCharset encoding,
            String separator,
            Map<String, String> rename,
            boolean newLabels) {
        public Options {
            rename = Map.copyOf(rename);
        }
    }

    /**
     * Columns that say of one class each whether an example has it, and what their cells mean. Upper and lower case are not distinguished.
     *
     * @param columns names of columns, or patterns with *; if there is one pattern alone, classes are named by what its * stands for
     * @param yes values that mean that an example has the class; of those that the file has, the first is written
     * @param no values that mean that it does not
     */
    public record ClassCells(List<String> columns, List<String> yes, List<String> no) {
        public ClassCells {
            columns = List.copyOf(columns);
            yes = List.copyOf(yes);
            no = List.copyOf(no);
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
    private final EditableLabels labels;
    private final EditableFile text;

    private CorrectableFile(RecordFile records, Options options, EditableLabels labels, EditableFile text) {
        this.records = records;
        this.options = options;
        this.labels = labels;
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
        EditableFile text = EditableFile.of(records, reading);
        EditableLabels labels = options.classes().isPresent()
                ? ClassColumns.of(records, text, options.classes().get())
                : new LabelColumn(records, text, labelColumn(records, options), options);
        return new CorrectableFile(records, options, labels, text).apply(corrections);
    }

    private static String labelColumn(RecordFile records, Options options) throws DataException {
        return records.column(options.labelColumn(), "--label-column", KnownColumns.LABELS, "labels")
                .orElseThrow(() -> new DataException(records.file()
                        + " has no column with a usual name for labels, such as label; it has "
                        + Shown.of(records.columns())
                        + ". Name the column of the labels with --label-column, or the columns of the classes with"
                        + " --label-columns."));
    }

    private Corrected apply(LabelCorrections corrections) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int record = 0; record < records.rows().size(); record++) {
            texts.add(labels.text(record));
        }
        LabelForm form = labels.form(texts, corrections);
        RecordKeys keys = RecordKeys.of(records, options, labels.columns(), corrections);
        List<String> names = List.copyOf(keys.records().keySet());
        List<String> all = new ArrayList<>();
        for (List<Integer> own : keys.records().values()) {
            all.add(label(own, texts, form));
        }
        Examples examples = new Examples(records.file().toString(), Optional.empty(), names.size(), names::get);
        LabelCorrections.Changes changes = corrections.find(examples, all::get, form);
        Set<String> known = new TreeSet<>(labels.classes());
        all.forEach(each -> known.addAll(form.parts(each)));
        corrections.records().forEach(each -> known.addAll(form.parts(each.given())));
        // A class may have the text between the classes of sets in its name.
        Set<String> whole = new HashSet<>(all);
        LabelForm accepted = form == LabelForm.NUMBER && areClasses(texts) ? LabelForm.NAME : form;
        for (Map.Entry<Integer, LabelCorrections.Correction> each :
                changes.changed().entrySet()) {
            if (!whole.contains(each.getValue().corrected())) {
                each.getValue().requireKnown(known, accepted, records.file().toString(), labels.takesNewClasses());
            }
            for (int record : keys.records().get(names.get(each.getKey()))) {
                labels.replace(record, each.getValue(), form);
            }
        }
        return new Corrected(text.bytes(), keys.column(), changes.changed().size(), changes.same());
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
}
