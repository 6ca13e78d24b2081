package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/** Reads the data of a description. All mistakes are collected before the reading fails. */
final class DescriptionReader {
    private final String name;
    private final DataDescription description;
    private final Problems problems;
    private final List<String> notes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    DescriptionReader(String name, DataDescription description) {
        this.name = name;
        this.description = description;
        problems = new Problems(description.settings());
    }

    /** Reads everything. */
    DescribedData read() throws IOException {
        requireLabels();
        Set<String> lists = new HashSet<>();
        description.labels().values().forEach(each -> lists.addAll(LabelColumns.lists(each)));
        MetadataReader files = new MetadataReader(description.metadata(), lists, problems);
        MetadataTable table = files.read();
        notes.addAll(files.notes());
        notes.addAll(table.notes());

        ItemReader items = new ItemReader(description.metadata(), description.columns(), table, problems);
        notes.addAll(items.notes());
        Map<String, LabelColumns> labels = new LinkedHashMap<>();
        description
                .labels()
                .forEach((label, each) -> labels.put(label, new LabelColumns(label, each, table, problems)));
        Filter keep = Filter.of(description.metadata().keep(), table, "keep");
        Set<Column> used = new LinkedHashSet<>(items.columns());
        used.addAll(keep.columns());
        labels.values().forEach(each -> used.addAll(each.columns()));
        ContentReader content = new ContentReader(description.content(), table, used, problems);

        RowGroups groups = groups(
                kept(table.rows(), keep),
                items,
                content,
                labels.values().stream().toList());
        List<TableRow> first = groups.items().stream().map(each -> each.get(0)).toList();
        ContentReader.Read contents = content.read(first);
        notes.addAll(content.notes());
        int[] of = contents.records();
        List<Optional<String>> parts = items.parts(first);
        Map<String, Labels> read = new LinkedHashMap<>();
        Map<String, List<ClassInfo>> classes = new LinkedHashMap<>();
        for (Map.Entry<String, LabelColumns> each : labels.entrySet()) {
            if (each.getValue().isComplete()) {
                LabelColumns.Read own = each.getValue()
                        .read(groups.items(), parts, description.metadata().encoding(), notes);
                read.put(each.getKey(), own.labels().select(of));
                classes.put(each.getKey(), own.classes());
                warnings.addAll(own.warnings());
            }
        }
        double[] weights = items.weights(first);
        List<List<String>> groupValues = items.groups(first);
        List<Optional<String>> folds = items.folds(first);
        problems.throwIfAny();
        boolean keyed = items.key().isPresent();
        return new DescribedData(
                name,
                keys(keyed, groups.keys(), contents, first),
                select(groupValues, of),
                Arrays.stream(of).mapToDouble(i -> weights[i]).toArray(),
                select(parts, of),
                select(folds, of),
                contents.content(),
                read,
                classes,
                warnings,
                notes,
                blank(contents, record -> keyed ? groups.keys().get(record) : number(first.get(record))));
    }

    private static List<DescribedData.Blank> blank(ContentReader.Read contents, IntFunction<String> key) {
        List<DescribedData.Blank> blank = new ArrayList<>();
        contents.blank()
                .forEach((record, why) ->
                        blank.add(new DescribedData.Blank(record - blank.size(), key.apply(record), why)));
        return blank;
    }

    private static <T> List<T> select(List<T> all, int[] indices) {
        return Arrays.stream(indices).mapToObj(all::get).toList();
    }

    /** The names of {@code use} must be labels. */
    private void requireLabels() {
        List<String> labels = List.copyOf(description.labels().keySet());
        for (String label : description.use()) {
            if (!labels.contains(label)) {
                problems.add("use: there is no label '" + label + "'; "
                        + (labels.isEmpty() ? "none is described." : "the labels are " + Shown.of(labels) + ".")
                        + EditDistance.nearest(label, labels)
                                .map(near -> " Did you mean '" + near + "'?")
                                .orElse(" Describe it, or name another."));
            }
        }
    }

    private List<TableRow> kept(List<TableRow> rows, Filter keep) {
        List<TableRow> kept = new ArrayList<>();
        for (TableRow row : rows) {
            try {
                if (keep.holds(row)) {
                    kept.add(row);
                }
            } catch (DataException e) {
                problems.add("keep", e);
            }
        }
        if (kept.size() < rows.size()) {
            notes.add(Plural.of(rows.size() - kept.size(), "record was", "records were") + " left out by keep.");
        }
        if (kept.isEmpty() && problems.isEmpty()) {
            problems.add("keep: the condition holds for none of " + Plural.of(rows.size(), "record", "records")
                    + ". Correct it, or leave it out.");
        }
        return kept;
    }

    private RowGroups groups(List<TableRow> rows, ItemReader items, ContentReader content, List<LabelColumns> labels) {
        if (labels.stream().noneMatch(LabelColumns::isRows)) {
            return RowGroups.single(rows, items.key(), problems);
        }
        if (description.columns().key().isEmpty() && !(description.content() instanceof Content.Texts)) {
            problems.add(
                    "key: labels with one record for each statement need a key that says which records belong together."
                            + " Name its column.");
        }
        Set<Column> shared = new LinkedHashSet<>(items.columns());
        shared.addAll(content.columns());
        labels.stream().filter(each -> !each.isRows()).forEach(each -> shared.addAll(each.columns()));
        return RowGroups.merged(rows, items.key(), content, shared, problems);
    }

    /**
     * Names the items: by the column of keys; otherwise by their file, if each has one of its own; otherwise by the number of the record. If
     * a record has several files, the number of the file follows.
     *
     * @param keyed whether there is a column of keys
     * @param given the key of each record, if there is a column of keys
     */
    private List<String> keys(boolean keyed, List<String> given, ContentReader.Read contents, List<TableRow> first) {
        boolean byFile = !contents.several()
                && !contents.names().isEmpty()
                && new HashSet<>(contents.names()).size() == contents.names().size();
        if (!keyed && !byFile && !contents.several() && !contents.names().isEmpty()) {
            notes.add("Some files are named by several records, so items are named by the numbers of the records.");
        }
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < contents.records().length; i++) {
            int record = contents.records()[i];
            String key = keyed ? given.get(record) : byFile ? contents.names().get(i) : number(first.get(record));
            keys.add(contents.several() ? key + "/" + contents.names().get(i) : key);
        }
        return keys;
    }

    /** Names a record by its number, after its file if there are several. Further files do not change the names of a first one without a part. */
    private String number(TableRow row) {
        List<Metadata.PartFile> files = description.metadata().files();
        Optional<String> part = files.get(row.file()).part();
        String number = Integer.toString(row.number());
        boolean bare = row.file() == 0
                && (files.size() == 1
                        || (part.isEmpty()
                                && files.stream()
                                        .skip(1)
                                        .allMatch(each -> each.part().isPresent())));
        return bare ? number : part.orElse(Integer.toString(row.file() + 1)) + "/" + number;
    }
}
