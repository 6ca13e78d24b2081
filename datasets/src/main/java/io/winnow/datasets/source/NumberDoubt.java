package io.winnow.datasets.source;

import io.winnow.datasets.Shown;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says why a column whose values seem to be meant as numbers is not read as numbers. Without it, numbers with a decimal comma or a unit, or among
 * which somebody wrote a question mark, would become categories without a word, and so would dates.
 */
public final class NumberDoubt {
    /** A number whose comma may just as well divide thousands: three digits follow it, and no zero alone precedes it. */
    private static final Pattern PERHAPS_THOUSANDS = Pattern.compile("[+-]?[1-9]\\d{0,2}(,\\d{3})+(\\.\\d+)?");

    /** A date, perhaps with a time of day: {@code 2024-05-01}, {@code 2024-05-01T12:30:00+02:00}, {@code 01.05.2024 12:30}, {@code 5/1/24}. */
    private static final Pattern DATE = Pattern.compile(
            "(\\d{4}([-/.])\\d{1,2}\\2\\d{1,2}|\\d{1,2}([-/.])\\d{1,2}\\3(\\d{4}|\\d{2}))([T ]\\d{1,2}:\\d{2}.*)?");

    /**
     * A number between signs that are none of it, such as {@code 66.4 kg}, {@code 12%}, {@code $5}, {@code EUR 5} and {@code 1 234}. Other
     * letters before a number, and zeros at its beginning, are those of a key, such as {@code PAT001}.
     */
    private static final Pattern MEASURED = Pattern.compile("(?<before>[€$£¥]|" + currencies() + ")?\\h?"
            + "[+-]?(?!0\\d)(\\d{1,3}(?<between>[ '’\\u00a0\\u202f]\\d{3})+|\\d+)([.,]\\d+)*"
            + "\\h?(?<after>[%‰€$£¥]|[\\p{L}°µ²³/]{1,8})?");

    /** The largest number of units in a column. Values with more of them are rather names, such as the numbers of houses. */
    private static final int MOST_UNITS = 3;

    /** The smallest number of different values with a unit: fewer may well be classes, such as one to five stars. */
    private static final int FEWEST_MEASURED = 6;

    /** The smallest share of numbers among the values of such a column, in percent. */
    private static final int FEWEST_PERCENT = 80;

    private NumberDoubt() {}

    /** The codes of all currencies, such as {@code EUR}, as alternatives of a pattern. */
    private static String currencies() {
        return Currency.getAvailableCurrencies().stream()
                .map(Currency::getCurrencyCode)
                .sorted()
                .collect(Collectors.joining("|"));
    }

    /**
     * Returns the doubt about a column as a part of a sentence, without its full stop; empty if there is none, such as for a column in which
     * all values are numbers.
     *
     * @param column name of the column
     * @param values the values that are not missing
     * @param decimal how numbers are written
     */
    public static Optional<String> of(String column, List<String> values, Decimal decimal) {
        List<String> others =
                values.stream().filter(value -> !decimal.isNumber(value)).toList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        if (decimal == Decimal.COMMA && values.stream().allMatch(Numeral::isNumber)) {
            return Optional.of("the column " + column + " has numbers with a decimal point, such as '" + others.get(0)
                    + "', and is not read as numbers, since data.decimal is comma. Write them with a decimal comma if they are"
                    + " quantities");
        }
        Optional<String> thousands = others.stream()
                .filter(value -> PERHAPS_THOUSANDS.matcher(value).matches())
                .findFirst();
        if (thousands.isPresent() && all(values, PERHAPS_THOUSANDS)) {
            return Optional.of("the column " + column + " has numbers with a comma, such as '" + thousands.get()
                    + "', and is not read as numbers. If they are quantities, leave out a comma between thousands"
                    + (decimal == Decimal.POINT ? ", or set data.decimal: comma for a decimal comma" : ""));
        }
        Optional<String> comma = others.stream()
                .filter(value -> value.contains(",") && Decimal.COMMA.isNumber(value))
                .findFirst();
        if (comma.isPresent() && decimal == Decimal.POINT && hasDecimalCommas(values)) {
            return Optional.of("the column " + column + " has numbers with a decimal comma, such as '" + comma.get()
                    + "', and is not read as numbers. Set data.decimal: comma if they are quantities");
        }
        Optional<String> quantity = quantity(column, values, others, decimal);
        if (quantity.isPresent()) {
            return quantity;
        }
        int numbers = values.size() - others.size();
        if (!isMost(numbers, values)) {
            return Optional.empty();
        }
        List<String> quoted = others.stream()
                .distinct()
                .map(value -> "'" + Shown.printable(value) + "'")
                .toList();
        return Optional.of(numbers + " of the " + values.size() + " values of the column " + column
                + " are numbers, but not " + Shown.of(quoted)
                + ", so it is not read as numbers. If it has quantities, correct these values, or list those that mean"
                + " 'not known' under data.missing");
    }

    /** The doubt about a column of which most values are dates, or numbers with a unit. */
    private static Optional<String> quantity(String column, List<String> values, List<String> others, Decimal decimal) {
        List<String> dates =
                others.stream().filter(value -> DATE.matcher(value).matches()).toList();
        if (isMost(dates.size(), values)) {
            return Optional.of("the column " + column + " has dates, such as '" + dates.get(0)
                    + "', and is not read as numbers. If time matters, add a column of numbers, such as the days since"
                    + " a fixed date or the month");
        }
        List<Matcher> measured = others.stream()
                .map(MEASURED::matcher)
                .filter(value -> value.matches()
                        && (value.group("before") != null
                                || value.group("between") != null
                                || value.group("after") != null))
                .toList();
        Set<String> units = measured.stream()
                .map(value -> value.group("before") + value.group("after"))
                .collect(Collectors.toSet());
        long different = measured.stream().map(Matcher::group).distinct().count();
        int numbers = values.size() - others.size() + measured.size();
        return isMost(numbers, values) && units.size() <= MOST_UNITS && different >= FEWEST_MEASURED
                ? Optional.of("the column " + column + " has numbers that are written with a unit or other signs, such"
                        + " as '" + measured.get(0).group() + "', and is not read as numbers. If they are quantities,"
                        + " write the numbers alone, with a decimal "
                        + decimal.name().toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    private static boolean isMost(int count, List<String> values) {
        return 100L * count >= (long) FEWEST_PERCENT * values.size();
    }

    /** Whether values are numbers, some of which have a decimal comma that cannot stand between thousands. */
    public static boolean hasDecimalCommas(List<String> values) {
        return values.stream().allMatch(value -> Decimal.COMMA.isNumber(value) || Numeral.isNumber(value))
                && values.stream()
                        .anyMatch(value -> value.contains(",")
                                && !PERHAPS_THOUSANDS.matcher(value).matches());
    }

    /** Whether values are numbers with a decimal point, some of which are none with a decimal comma. */
    public static boolean hasDecimalPoints(List<String> values) {
        return values.stream().allMatch(Numeral::isNumber) && !values.stream().allMatch(Decimal.COMMA::isNumber);
    }

    private static boolean all(List<String> values, Pattern form) {
        return values.stream().allMatch(value -> form.matcher(value).matches() || Numeral.isNumber(value));
    }
}
