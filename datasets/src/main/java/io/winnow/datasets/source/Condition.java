package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Comparisons of columns with values, all of which must hold, such as {@code gradable = true and year >= 2019}. Columns and values with
 * blanks have quotation marks. Numbers are compared as numbers, and everything else as text; {@code =} and {@code !=} do not distinguish
 * upper and lower case. A blank or missing cell equals {@code ""} and is neither less nor greater than anything.
 */
public record Condition(List<Comparison> comparisons) {
    private static final String NAME = "\"[^\"]*\"|'[^']*'|`[^`]*`|[^\\s\"'`=!<>]+";
    private static final Pattern COMPARISON =
            Pattern.compile("\\s*(" + NAME + ")\\s*(!=|<=|>=|==|=|<|>)\\s*(" + NAME + ")\\s*");
    private static final Pattern AND = Pattern.compile("and\\b\\s*", Pattern.CASE_INSENSITIVE);

    /** How a cell must compare with the value. */
    public enum Operator {
        EQUAL("="),
        UNEQUAL("!="),
        LESS("<"),
        AT_MOST("<="),
        GREATER(">"),
        AT_LEAST(">=");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        private static Operator of(String sign) {
            for (Operator each : values()) {
                if (each.sign.equals(sign) || (each == EQUAL && sign.equals("=="))) {
                    return each;
                }
            }
            throw new IllegalArgumentException("There is no comparison " + sign + ".");
        }

        boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case UNEQUAL -> order != 0;
                case LESS -> order < 0;
                case AT_MOST -> order <= 0;
                case GREATER -> order > 0;
                case AT_LEAST -> order >= 0;
            };
        }

        boolean isOrder() {
            return this != EQUAL && this != UNEQUAL;
        }

        @Override
        public String toString() {
            return sign;
        }
    }

    /** A comparison of the cells of a column with a value. */
    public record Comparison(String column, Operator operator, String value) {
        /**
         * Whether the comparison holds for a cell.
         *
         * @param cell value of the cell; empty if it is blank or missing
         * @param numbers how the cell writes numbers; the value has a decimal point
         * @throws DataException if a number was expected; the message is a part of a sentence
         */
        boolean holds(String cell, CellNumbers numbers) throws DataException {
            boolean numeric = Numeral.isNumber(value);
            if (!operator.isOrder()) {
                boolean equal = cell.equalsIgnoreCase(value) || numbers.isEqual(cell, value);
                return operator.holds(equal ? 0 : 1);
            }
            if (cell.isEmpty()) {
                return false;
            }
            if (numeric && !numbers.isNumber(cell)) {
                throw new DataException(column + " is '" + cell + "', which is not " + numbers.description()
                        + " that can be compared with " + value);
            }
            return operator.holds(
                    numeric ? Double.compare(numbers.parse(cell), Numeral.parse(value)) : cell.compareTo(value));
        }

        @Override
        public String toString() {
            return column + " " + operator + " " + value;
        }
    }

    public Condition {
        comparisons = List.copyOf(comparisons);
    }

    /**
     * Parses a condition.
     *
     * @throws DataException if the text is not a condition; the message says at which character
     */
    public static Condition parse(String text) throws DataException {
        List<Comparison> comparisons = new ArrayList<>();
        Matcher comparison = COMPARISON.matcher(text);
        Matcher and = AND.matcher(text);
        int at = 0;
        while (true) {
            comparison.region(at, text.length());
            if (!comparison.lookingAt()) {
                throw error(text, at, "a comparison is expected, such as gradable = true or year >= 2019");
            }
            comparisons.add(new Comparison(
                    unquoted(comparison.group(1)), Operator.of(comparison.group(2)), unquoted(comparison.group(3))));
            at = comparison.end();
            if (at == text.length()) {
                return new Condition(comparisons);
            }
            and.region(at, text.length());
            if (!and.lookingAt()) {
                String rest = text.substring(at).toLowerCase(Locale.ROOT);
                throw error(
                        text,
                        at,
                        rest.startsWith("or")
                                ? "comparisons can be joined by 'and' only"
                                : "'and' or the end is expected; put names and values with blanks into quotation marks");
            }
            at = and.end();
        }
    }

    /** Returns the text of the condition that none of these columns is blank. */
    public static String filled(Collection<String> columns) {
        return columns.stream().map(column -> quoted(column) + " != ''").collect(Collectors.joining(" and "));
    }

    private static String quoted(String name) {
        if (name.matches("[^\\s\"'`=!<>]+")) {
            return name;
        }
        return Stream.of("\"", "'", "`")
                .filter(mark -> !name.contains(mark))
                .findFirst()
                .map(mark -> mark + name + mark)
                .orElseThrow(() -> new IllegalArgumentException("A condition cannot name the column " + name + "."));
    }

    /** The cells of a record by their columns. */
    @FunctionalInterface
    public interface Cells {
        /** Returns the cell of a column; empty text if it is blank. */
        String of(String column) throws DataException;
    }

    /**
     * Whether all comparisons hold for a record.
     *
     * @throws DataException if a cell should be a number and is not; the message is a part of a sentence
     */
    public boolean holds(Cells cells) throws DataException {
        for (Comparison each : comparisons) {
            if (!each.holds(cells.of(each.column()), CellNumbers.POINT)) {
                return false;
            }
        }
        return true;
    }

    private static DataException error(String text, int at, String what) {
        String rest = text.substring(Math.min(at, text.length()));
        return new DataException("The condition '" + text + "' is not understood at character " + (at + 1)
                + (rest.isEmpty() ? " (its end)" : " ('" + rest + "')") + ": " + what + ".");
    }

    private static String unquoted(String name) {
        char first = name.charAt(0);
        return first == '"' || first == '\'' || first == '`' ? name.substring(1, name.length() - 1) : name;
    }
}
