package io.winnow.datasets.source;

import java.util.regex.Pattern;

/**
 * How the texts of a file write numbers. Numbers of JSON and Parquet, and those in lists and dictionaries, always have a decimal point
 * ({@link CellNumbers}).
 */
public enum Decimal {
    /** A point before the decimal places, and nothing between thousands: 1234.5. */
    POINT,
    /** A comma before the decimal places, and points between thousands or nothing: 1.234,5 or 1234,5. */
    COMMA;

    private static final String THOUSANDS = "(\\d+|[1-9]\\d{0,2}(\\.\\d{3})+)";

    /** A number with a decimal comma. Of 0.125, the point cannot stand between thousands. */
    private static final Pattern WITH_COMMA = Pattern.compile("[+-]?(" + THOUSANDS + "(,\\d*)?|,\\d+)([eE][+-]?\\d+)?");

    /** Whether a text is a finite number. */
    public boolean isNumber(String text) {
        return (this == POINT || WITH_COMMA.matcher(text).matches()) && Numeral.isNumber(plain(text));
    }

    /** Returns the value of a number, see {@link #isNumber}. */
    public double parse(String text) {
        return Numeral.parse(plain(text));
    }

    /** Whether a text is the number that another text is with a decimal point. */
    boolean isEqual(String text, String plain) {
        return isNumber(text) && Numeral.isNumber(plain) && parse(text) == Numeral.parse(plain);
    }

    /** Returns a text that may be a number with a decimal point, as this writes it; other texts are unchanged. */
    String written(String text) {
        return this == COMMA && Numeral.isNumber(text) ? text.replace('.', ',') : text;
    }

    /** Says which numbers are expected, for messages. */
    public String description() {
        return this == POINT ? "a number with a decimal point" : "a number with a decimal comma";
    }

    /** Returns what to do about a text that should be a number, as the beginning of a sentence. */
    public String advice(String text) {
        return this == POINT && COMMA.isNumber(text)
                ? "If this is a CSV or TSV file with decimal commas, set data.decimal: comma; otherwise, correct the cell"
                : "Correct the cell";
    }

    private String plain(String text) {
        return this == POINT ? text : text.replace(".", "").replace(',', '.');
    }
}
