package io.winnow.datasets.inspect;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.DataException;
import io.winnow.datasets.file.Literal;
import io.winnow.datasets.image.ImageFormat;
import io.winnow.datasets.source.Decimal;
import io.winnow.datasets.source.Numeral;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A column of a file of records, and how its cells seem to be written.
 *
 * @param column kind of the values, and how many are missing or different
 * @param form how a cell is written
 * @param separator what separates the values of a cell; empty unless the form is {@link Form#SEPARATED}
 * @param parts number of different values in all cells; as many as there are different cells if each has one value
 * @param values the most frequent cells in the order of their frequency, at most {@link #SHOWN}
 */
public record FieldReport(ColumnReport column, Form form, String separator, int parts, List<String> values) {
    /** The largest number of {@link #values}. */
    public static final int SHOWN = 50;

    private static final List<String> SEPARATORS = List.of(";", "|", ",");

    /** Values between separators are names, not clauses of a sentence, if they have at most this many words. */
    private static final int MOST_WORDS = 4;

    /** How a cell is written. */
    public enum Form {
        /** One value. */
        PLAIN,
        /** Several values with a separator between them. */
        SEPARATED,
        /** A list or a dictionary, as Python or JSON write it. */
        LIST,
        /** The name of an image file. */
        IMAGE;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public FieldReport {
        values = List.copyOf(values);
    }

    /** Name of the column. */
    public String name() {
        return column.name();
    }

    /**
     * Inspects a column.
     *
     * @param cells the cell of each record (N); an empty text if it is missing
     * @param decimal how the cells write numbers
     */
    static FieldReport of(String name, List<String> cells, Decimal decimal) {
        List<String> filled = cells.stream().filter(cell -> !cell.isEmpty()).toList();
        ColumnReport column = ColumnReport.of(name, cells, decimal);
        Map<String, Integer> counts = new HashMap<>();
        filled.forEach(cell -> counts.merge(cell, 1, Integer::sum));
        List<String> values = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .limit(SHOWN)
                .map(Map.Entry::getKey)
                .toList();
        if (filled.isEmpty() || column.kind() == ColumnReport.Kind.NUMBER) {
            return new FieldReport(column, Form.PLAIN, "", counts.size(), values);
        }
        if (filled.stream().allMatch(ImageFormat::isImage)) {
            return new FieldReport(column, Form.IMAGE, "", counts.size(), values);
        }
        Optional<Set<String>> listed = listed(counts.keySet());
        if (listed.isPresent()) {
            return new FieldReport(column, Form.LIST, "", listed.get().size(), values);
        }
        for (String separator : SEPARATORS) {
            Optional<Set<String>> parts = separated(filled, separator);
            if (parts.isPresent()) {
                return new FieldReport(
                        column, Form.SEPARATED, separator, parts.get().size(), values);
            }
        }
        return new FieldReport(column, Form.PLAIN, "", counts.size(), values);
    }

    /** Returns the different values of cells that are lists or dictionaries; empty if one of the cells is not. */
    private static Optional<Set<String>> listed(Set<String> cells) {
        Set<String> parts = new HashSet<>();
        for (String cell : cells) {
            if (!cell.startsWith("[") && !cell.startsWith("{") && !cell.startsWith("(")) {
                return Optional.empty();
            }
            try {
                JsonNode literal = Literal.parse(cell);
                if (literal.isObject()) {
                    literal.fieldNames().forEachRemaining(parts::add);
                } else {
                    literal.forEach(each -> parts.add(each.asText()));
                }
            } catch (DataException e) {
                return Optional.empty();
            }
        }
        return Optional.of(parts);
    }

    /**
     * Returns the different values between separators; empty if the cells seem to have one value each. A tenth of the cells must have the
     * separator, and the values must be short and occur twice on average.
     */
    private static Optional<Set<String>> separated(List<String> cells, String separator) {
        List<String> parts = new ArrayList<>();
        int several = 0;
        for (String cell : cells) {
            String[] split = cell.split(Pattern.quote(separator), -1);
            several += split.length > 1 ? 1 : 0;
            for (String part : split) {
                if (ContentReport.words(part) > MOST_WORDS) {
                    return Optional.empty();
                }
                if (!part.isBlank()) {
                    parts.add(part.strip());
                }
            }
        }
        Set<String> distinct = Set.copyOf(parts);
        if (distinct.stream().allMatch(Numeral::isNumber)) {
            return Optional.empty(); // decimal commas
        }
        if (separator.equals(",") && distinct.size() > Set.copyOf(cells).size()) {
            return Optional
                    .empty(); // names with commas, such as "Springfield, Illinois": lists combine their values in more
            // ways
        }
        return several * 10 >= cells.size() && 2 * distinct.size() <= parts.size()
                ? Optional.of(distinct)
                : Optional.empty();
    }
}
