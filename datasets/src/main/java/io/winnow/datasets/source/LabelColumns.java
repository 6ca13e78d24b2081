package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.Gaps;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.ClassNames;
import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The columns of one label, from which its labels are read. */
final class LabelColumns {
    private final String name;
    private final LabelDescription label;
    private final Problems problems;
    private final Decimal decimal;
    private final EncodingReader cells;
    private final Optional<EncodingReader> negatives;
    private final Filter when;

    /**
     * Labels with what a label file says of their classes.
     *
     * @param warnings sentences about what looks like a mistake
     */
    record Read(Labels labels, List<ClassInfo> classes, List<String> warnings) {}

    /** Finds the columns; it is a mistake if they do not exist. */
    LabelColumns(String name, LabelDescription label, MetadataTable table, Problems problems) {
        this.name = name;
        this.label = label;
        this.problems = problems;
        decimal = table.decimal();
        cells = new EncodingReader(label.encoding(), table, role());
        negatives = second(table);
        when = Filter.of(label.when(), table, role() + ".when");
    }

    /** The classes that items do not have, or the class of items that are trusted, if they have a column of their own. */
    private Optional<EncodingReader> second(MetadataTable table) {
        if (label instanceof LabelDescription.Not not) {
            return not.trusted()
                    .map(column -> new EncodingReader(new Encoding.Plain(column), table, role() + ".trusted"));
        }
        return label instanceof LabelDescription.Multi multi
                ? multi.negatives()
                        .map(column ->
                                new EncodingReader(listed(multi.encoding(), column), table, role() + ".negatives"))
                : Optional.empty();
    }

    /** The columns of a label whose cells may be lists. */
    static Set<String> lists(LabelDescription label) {
        Set<String> columns = new LinkedHashSet<>();
        if (!(label.encoding() instanceof Encoding.Rows)) {
            columns.addAll(EncodingReader.names(label.encoding()));
        }
        if (label instanceof LabelDescription.Multi multi) {
            multi.negatives().ifPresent(columns::add);
        }
        return columns;
    }

    /** The encoding of the column of negative classes, which is that of the positive ones. */
    private static Encoding listed(Encoding positives, String column) {
        if (positives instanceof Encoding.Separated separated) {
            return new Encoding.Separated(column, separated.separator());
        }
        return positives instanceof Encoding.Listed ? new Encoding.Listed(column) : new Encoding.Plain(column);
    }

    private String role() {
        return "labels." + name;
    }

    /** Whether all columns exist. */
    boolean isComplete() {
        return cells.isComplete() && negatives.stream().allMatch(EncodingReader::isComplete);
    }

    /** Whether several records are one item. */
    boolean isRows() {
        return label.encoding() instanceof Encoding.Rows;
    }

    /** All columns. */
    Set<Column> columns() {
        Set<Column> all = new LinkedHashSet<>(cells.columns().values());
        negatives.ifPresent(each -> all.addAll(each.columns().values()));
        all.addAll(when.columns());
        return all;
    }

    /**
     * Reads the labels.
     *
     * @param items the records of each item
     * @param parts the part of the data that each item belongs to; empty if it is not given
     * @param encoding character set of the label file
     * @param notes receives what was left out, as sentences
     */
    Read read(List<List<TableRow>> items, List<Optional<String>> parts, TextCharset encoding, List<String> notes)
            throws IOException {
        List<ClassInfo> infos = infos(encoding);
        int before = problems.count();
        LabelCells said = cells(cells, label.encoding(), items);
        Optional<LabelCells> denied = negatives.map(each -> cells(each, secondEncoding(), items));
        Labels labels = new LabelReader(said, denied, parts, infos, notes).read(label, encoding);
        if (before == problems.count() && labels.knownCount() == 0 && !items.isEmpty()) {
            problems.add(role() + ": no item has a label; all cells of "
                    + Shown.of(
                            cells.columns().values().stream().map(Column::name).toList())
                    + " are blank or mean that nothing is known. Check the column, and the values that are missing or"
                    + " dropped.");
        }
        return new Read(labels, classes(labels, infos), warnings(labels, said.isSingle()));
    }

    private List<ClassInfo> infos(TextCharset encoding) throws IOException {
        Optional<ClassList> list = label.classList();
        if (list.isEmpty() || list.get().file().isEmpty()) {
            return List.of();
        }
        try {
            return ClassFile.read(list.get().file().get(), encoding);
        } catch (DataException e) {
            problems.add(role() + ".label_file: " + e.getMessage());
            return List.of();
        }
    }

    /** How the second column is written: the class of trusted items by itself, and classes that items do not have as the others. */
    private Encoding secondEncoding() {
        return label instanceof LabelDescription.Not not
                ? new Encoding.Plain(not.trusted().orElseThrow())
                : label.encoding();
    }

    private LabelCells cells(EncodingReader reader, Encoding encoding, List<List<TableRow>> items) {
        List<Optional<List<Statement>>> said = new ArrayList<>();
        for (List<TableRow> item : items) {
            Optional<List<Statement>> own = Optional.empty();
            try {
                if (when.holds(item.get(0))) {
                    own = reader.read(item);
                }
            } catch (DataException e) {
                problems.add(role(), e);
            }
            said.add(own);
        }
        boolean several = encoding instanceof Encoding.Columns;
        return new LabelCells(
                name, encoding, said, several ? List.copyOf(reader.columns().keySet()) : List.of(), problems, decimal);
    }

    private static List<ClassInfo> classes(Labels labels, List<ClassInfo> infos) {
        Map<String, ClassInfo> byLabel = new LinkedHashMap<>();
        infos.forEach(info -> byLabel.put(info.label(), info));
        return labels.classNames().stream()
                .map(each -> byLabel.getOrDefault(each, ClassInfo.of(each)))
                .toList();
    }

    /** @param single whether no cell has more than one value */
    private List<String> warnings(Labels labels, boolean single) {
        List<String> warnings = new ArrayList<>();
        boolean[] present = labels.present();
        List<String> without = new ArrayList<>();
        for (int k = 0; k < present.length; k++) {
            if (!present[k]) {
                without.add(labels.classNames().get(k));
            }
        }
        if (!without.isEmpty()) {
            warnings.add(role() + ": no item has " + (without.size() == 1 ? "the class " : "one of the classes ")
                    + Shown.of(without) + ".");
        }
        ClassNames.alike(role(), labels.classNames()).ifPresent(warnings::add);
        boolean unnamed = !(label.encoding() instanceof Encoding.Columns) // whose names the description has
                && label.classList()
                        .filter(list -> list.names().isEmpty() && list.file().isEmpty())
                        .isPresent();
        List<String> gaps =
                labels.classNames().stream().filter(Gaps::looksUnlabelled).toList();
        if (unnamed && !gaps.isEmpty()) {
            warnings.add(role() + " has " + (gaps.size() == 1 ? "the class " : "the classes ")
                    + String.join(
                            ", ", gaps.stream().map(each -> "'" + each + "'").toList())
                    + ". If nothing is known of these items, list " + (gaps.size() == 1 ? "this value" : "these values")
                    + " in data.missing; otherwise name the classes in the description.");
        }
        boolean several = label instanceof LabelDescription.Multi
                || label instanceof LabelDescription.Partial
                || label instanceof LabelDescription.Not;
        if (several && single) {
            undivided(labels.classNames()).ifPresent(warnings::add);
        }
        return warnings;
    }

    /** Returns a warning on cells that are read as one value each, but seem to have several. */
    private Optional<String> undivided(List<String> names) {
        boolean cells = label.encoding() instanceof Encoding.Plain || label.encoding() instanceof Encoding.Separated;
        Optional<String> list =
                names.stream().filter(each -> each.matches("\\[.*]|\\{.*}")).findFirst();
        Optional<String> separator = list.isPresent() ? Optional.empty() : ClassNames.separator(names);
        return separator
                .flatMap(each ->
                        names.stream().filter(name -> name.contains(each)).findFirst())
                .or(() -> list)
                .filter(each -> cells)
                .map(each -> role() + ": '" + each
                        + "' is read as the name of one class. If such cells name several classes, set "
                        + separator.map(by -> "separator: '" + by + "'").orElse("literal: true") + " for the label.");
    }
}
