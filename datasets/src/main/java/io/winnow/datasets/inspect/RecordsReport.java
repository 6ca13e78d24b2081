package io.winnow.datasets.inspect;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.Gaps;
import io.winnow.datasets.file.KnownColumns;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordFormat;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.source.Decimal;
import io.winnow.datasets.source.NumberDoubt;
import io.winnow.datasets.source.Numeral;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a file of records contains, before anybody has said what its columns mean.
 *
 * @param file the file
 * @param format the format in which it was read
 * @param records number of records
 * @param decimal how the file seems to write numbers
 * @param missing values among the numbers of a column that say that nothing is known, such as NA; in the fields, their cells are missing
 * @param charset the character set by which it was read
 * @param fields the columns in the order of the file, without those that number the rows
 * @param notes what was skipped or detected, as parts of a sentence
 * @param unreadable what other columns hold, whose values cannot be read, as in {@link RecordFile}
 */
public record RecordsReport(
        @JsonSerialize(using = ToStringSerializer.class) Path file,
        RecordFormat format,
        int records,
        @JsonIgnore Decimal decimal,
        @JsonIgnore List<String> missing,
        @JsonIgnore TextCharset charset,
        List<FieldReport> fields,
        List<String> notes,
        Map<String, String> unreadable) {
    private static final int EXAMPLES = 3;
    private static final int WIDTH = 30;

    public RecordsReport {
        missing = List.copyOf(missing);
        fields = List.copyOf(fields);
        notes = List.copyOf(notes);
        unreadable = Collections.unmodifiableMap(new TreeMap<>(unreadable)); // the same order in each report
    }

    /**
     * Inspects a file of records.
     *
     * @throws DataException if it cannot be read, or has no records
     */
    public static RecordsReport of(Path file, TextCharset charset) throws IOException {
        RecordFile apart = RecordFile.read(file, RecordOptions.of("file of records", charset));
        Set<String> lists = lists(apart);
        return lists.isEmpty()
                ? of(apart, charset)
                : of(
                        RecordFile.read(
                                file, new RecordOptions("file of records", charset, Optional.empty(), false, lists)),
                        charset);
    }

    private static RecordsReport of(RecordFile records, TextCharset charset) throws DataException {
        List<FieldReport> fields = new ArrayList<>();
        List<String> notes = new ArrayList<>(records.notes());
        if (!records.repeated().isEmpty()) {
            notes.add("several columns have the name "
                    + Shown.of(records.repeated().stream().sorted().toList())
                    + " and are left out; rename all but one of them");
        }
        List<String> columns = records.columns().stream()
                .filter(column ->
                        !KnownColumns.isRowNumber(column) && !records.repeated().contains(column))
                .toList();
        // The cells are packed, so they are read twice rather than held in memory for all columns.
        SortedSet<String> missing = new TreeSet<>();
        for (String column : columns) {
            missing.addAll(gapsAmongNumbers(filled(cells(records, column, Set.of()))));
        }
        List<String> commas = new ArrayList<>();
        boolean points = false;
        for (String column : columns) {
            List<String> filled = filled(cells(records, column, missing));
            points |= NumberDoubt.hasDecimalPoints(filled);
            if (NumberDoubt.hasDecimalCommas(filled)) {
                commas.add(column);
            }
        }
        boolean typed = records.format().hasLists(); // whose own numbers have a point
        Decimal decimal = commas.isEmpty() || points || typed ? Decimal.POINT : Decimal.COMMA;
        if (decimal == Decimal.COMMA) {
            notes.add(
                    "the numbers in " + Shown.of(commas)
                            + " have a decimal comma, so that a configuration needs data.decimal: comma, as `winnow new` writes it");
        }
        if (!missing.isEmpty()) {
            notes.add("there are numbers beside "
                    + Shown.of(missing.stream().map(mark -> "'" + mark + "'").toList())
                    + ", which is taken to mean that nothing is known, so that a configuration needs data.missing: "
                    + missing + ", as `winnow new` writes it");
        }
        for (String column : columns) {
            List<String> cells = cells(records, column, missing);
            FieldReport field = FieldReport.of(column, cells, decimal);
            fields.add(field);
            if (field.form() == FieldReport.Form.PLAIN) {
                NumberDoubt.of(column, filled(cells), decimal).ifPresent(notes::add);
            }
        }
        return new RecordsReport(
                records.file(),
                records.format(),
                records.rows().size(),
                decimal,
                List.copyOf(missing),
                charset,
                fields,
                notes,
                records.unreadable());
    }

    private static List<String> cells(RecordFile records, String column, Set<String> missing) throws DataException {
        List<String> cells = new ArrayList<>();
        for (FileRecord row : records.rows()) {
            cells.add(
                    row.findText(column).filter(cell -> !missing.contains(cell)).orElse(""));
        }
        return cells;
    }

    /** The values that usually mean that nothing is known, if all others are numbers; otherwise they may be names, such as that of a class. */
    private static Set<String> gapsAmongNumbers(List<String> values) {
        Map<Boolean, Set<String>> numbers = values.stream()
                .collect(Collectors.partitioningBy(
                        value -> Numeral.isNumber(value) || Decimal.COMMA.isNumber(value), Collectors.toSet()));
        Set<String> others = numbers.get(false);
        return !numbers.get(true).isEmpty() && others.stream().allMatch(Gaps::isUsual) ? others : Set.of();
    }

    private static List<String> filled(List<String> cells) {
        return cells.stream().filter(cell -> !cell.isEmpty()).toList();
    }

    /** Returns the columns that have several values in some record, as only JSON and Parquet have. */
    private static Set<String> lists(RecordFile records) {
        Set<String> lists = new HashSet<>();
        for (String column : records.columns()) {
            for (FileRecord row : records.rows()) {
                try {
                    row.findText(column);
                } catch (DataException e) {
                    lists.add(column);
                    break;
                }
            }
        }
        return lists;
    }

    /** Returns the column of a name, ignoring case; empty if there is none. */
    public Optional<FieldReport> field(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .or(() -> fields.stream()
                        .filter(field -> field.name().equalsIgnoreCase(name))
                        .findFirst());
    }

    /** Returns why a column is not read as numbers, although its values seem to be meant as such, as a part of a sentence; empty if they do not. */
    public Optional<String> doubt(String column) {
        return notes.stream()
                .filter(note -> note.contains("the column " + column + " "))
                .findFirst();
    }

    /** Returns the columns as rows of a table for a terminal, below a row of titles. */
    public List<List<String>> cells() {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("  column", "values", "missing", "different"));
        for (FieldReport field : fields) {
            cells.add(List.of(
                    "  " + field.name(),
                    values(field),
                    Integer.toString(field.column().missing()),
                    Integer.toString(field.column().distinct())));
        }
        return cells;
    }

    /** Returns a few values of each column, below a title: the ends of the lines of {@link #cells}. */
    public List<String> examples() {
        return Stream.concat(Stream.of("such as"), fields.stream().map(RecordsReport::examples))
                .toList();
    }

    private static String values(FieldReport field) {
        return switch (field.form()) {
            case PLAIN -> field.column().kind().name().toLowerCase(Locale.ROOT);
            case IMAGE -> "image file";
            case LIST -> "list of " + field.parts();
            case SEPARATED -> field.parts() + " separated by " + field.separator();
        };
    }

    private static String examples(FieldReport field) {
        return String.join(
                "  ",
                field.values().stream()
                        .limit(EXAMPLES)
                        .map(value -> Shown.printable(value))
                        .map(value -> value.length() > WIDTH ? value.substring(0, WIDTH) + ".." : value)
                        .toList());
    }
}
