package io.winnow.datasets.label;

import io.winnow.datasets.DataException;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.ColumnPattern;
import io.winnow.datasets.file.EditableFile;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Labels in several columns of a file, each of which says of one class whether an example has it.
 *
 * @param byClass the column of each class
 * @param values the cells of each column
 * @param written what is written for a yes or a no, as found so far, by column
 */
record ClassColumns(
        RecordFile records,
        EditableFile file,
        Map<String, String> byClass,
        Map<String, List<String>> values,
        Map<String, Map<Boolean, String>> written,
        CorrectableFile.ClassCells cells)
        implements EditableLabels {
    /** @throws DataException if a name or a pattern fits no column */
    static ClassColumns of(RecordFile records, EditableFile file, CorrectableFile.ClassCells cells)
            throws DataException {
        Map<String, String> byClass = new LinkedHashMap<>();
        for (String name : cells.columns()) {
            if (!ColumnPattern.isPattern(name)) {
                byClass.put(name, records.column(name, "--label-columns"));
                continue;
            }
            ColumnPattern fitting = new ColumnPattern(name);
            int before = byClass.size();
            for (String column : records.columns()) {
                if (fitting.fits(column)) {
                    boolean alone = cells.columns().size() == 1;
                    byClass.put(alone ? fitting.part(column).orElse(column) : column, column);
                }
            }
            if (byClass.size() == before) {
                throw new DataException("--label-columns: no column of " + records.file() + " fits " + name
                        + "; it has " + Shown.of(records.columns()) + ". Name the columns of the classes.");
            }
        }
        Map<String, List<String>> values = new HashMap<>();
        for (String column : byClass.values()) {
            List<String> own = new ArrayList<>();
            for (FileRecord row : records.rows()) {
                own.add(row.findText(column).map(String::strip).orElse(""));
            }
            values.put(column, own);
        }
        return new ClassColumns(records, file, byClass, values, new HashMap<>(), cells);
    }

    @Override
    public Set<String> columns() {
        return Set.copyOf(byClass.values());
    }

    @Override
    public Set<String> classes() {
        return byClass.keySet();
    }

    /** Which classes have no column is said where one is to be written. */
    @Override
    public boolean takesNewClasses() {
        return true;
    }

    @Override
    public LabelForm form(List<String> texts, LabelCorrections corrections) {
        return LabelForm.SET;
    }

    @Override
    public String text(int record) {
        return LabelText.joined(positives(record));
    }

    private List<String> positives(int record) {
        return byClass.keySet().stream()
                .filter(each ->
                        contains(cells.yes(), values.get(byClass.get(each)).get(record)))
                .toList();
    }

    private static boolean contains(List<String> values, String value) {
        return values.stream().anyMatch(each -> each.equalsIgnoreCase(GivenNames.whole(value)));
    }

    @Override
    public void replace(int record, LabelCorrections.Correction correction, LabelForm form) throws IOException {
        Set<String> corrected = LabelText.parts(correction.corrected());
        for (String each : corrected) {
            if (!byClass.containsKey(each)) {
                throw correction
                        .line()
                        .error("the corrected label '" + each + "' has no column in " + records.file()
                                + EditDistance.nearest(each, byClass.keySet())
                                        .map(near -> ". Did you mean '" + near + "'?")
                                        .orElse("; its classes are " + Shown.of(List.copyOf(byClass.keySet()))
                                                + ". Add a column for it"));
            }
        }
        List<String> before = positives(record);
        for (Map.Entry<String, String> each : byClass.entrySet()) {
            boolean now = corrected.contains(each.getKey());
            if (now != before.contains(each.getKey())) {
                file.replace(record, each.getValue(), written(each.getValue(), now));
            }
        }
    }

    /**
     * Returns how the file writes a meaning: as the first of its values that the column has, or else any of the columns, in its commonest
     * form (1 or 1.0, Yes or yes); the first value if there is none.
     */
    private String written(String column, boolean has) {
        List<String> meaning = has ? cells.yes() : cells.no();
        return written.computeIfAbsent(column, any -> new HashMap<>())
                .computeIfAbsent(
                        has,
                        any -> written(Set.of(column), meaning)
                                .or(() -> written(byClass.values(), meaning))
                                .orElse(meaning.get(0)));
    }

    private Optional<String> written(Collection<String> columns, List<String> meaning) {
        return meaning.stream()
                .flatMap(value -> commonest(columns, value).stream())
                .findFirst();
    }

    private Optional<String> commonest(Collection<String> columns, String value) {
        Map<String, Long> counts = columns.stream()
                .flatMap(column -> values.get(column).stream())
                .filter(cell -> contains(List.of(value), cell))
                .collect(Collectors.groupingBy(Function.identity(), LinkedHashMap::new, Collectors.counting()));
        return counts.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    }
}
