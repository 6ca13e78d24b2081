package io.winnow.datasets.source;

import io.winnow.datasets.Shown;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says why a column whose values seem to be meant as numbers is not read as numbers. Without it, numbers with a decimal comma, or among which
 * somebody wrote a question mark, would become categories without a word.
 */
public final class NumberDoubt {
    /** A number whose comma may just as well divide thousands: three digits follow it, and no zero alone precedes it. */
    private static final Pattern PERHAPS_THOUSANDS = Pattern.compile("[+-]?[1-9]\\d{0,2}(,\\d{3})+(\\.\\d+)?");

    /** A number beside the sign of a currency, a per cent sign or a unit. */
    private static final Pattern WITH_UNIT =
            Pattern.compile("(\\p{Sc}?)\\h*([+-]?[\\d.,]+)\\h*(\\p{Sc}|[%‰°]\\p{L}?|\\p{L}{1,3}|)");

    /** Fewer different numbers beside a unit may be names of categories, such as 2D and 3D. */
    private static final int FEWEST_QUANTITIES = 4;

    /** The smallest share of numbers among the values of such a column, in percent. */
    private static final int FEWEST_PERCENT = 80;

    private NumberDoubt() {}

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
        Optional<String> unit = unit(others, decimal);
        if (unit.isPresent()) {
            return Optional.of("the column " + column + " has numbers with '" + unit.get() + "', such as '"
                    + Shown.printable(others.get(0))
                    + "', and is not read as numbers. Write them without it if they are"
                    + " quantities");
        }
        int numbers = values.size() - others.size();
        if (100L * numbers < (long) FEWEST_PERCENT * values.size()) {
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

    /** Returns the sign of a currency, the per cent sign or the unit that all of some values have beside a number; empty if there is none. */
    private static Optional<String> unit(List<String> values, Decimal decimal) {
        Set<String> units = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        for (String value : values) {
            Matcher matcher = WITH_UNIT.matcher(value);
            if (!matcher.matches() || !decimal.isNumber(matcher.group(2).replaceAll("(?<=\\d),(?=\\d{3})", ""))) {
                return Optional.empty();
            }
            units.add(matcher.group(1) + matcher.group(3));
            numbers.add(matcher.group(2));
        }
        return units.size() == 1 && numbers.size() >= FEWEST_QUANTITIES
                ? units.stream().findFirst()
                : Optional.empty();
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
