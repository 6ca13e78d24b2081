package io.winnow.datasets.source;

import java.util.regex.Pattern;

/** Numbers as texts with a decimal point, see {@link Decimal}. */
public final class Numeral {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

    private Numeral() {}

    /** Whether a text is a finite number with a decimal point. */
    public static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches() && !Double.isInfinite(Double.parseDouble(text));
    }

    /** Returns the value of a number, see {@link #isNumber}. */
    public static double parse(String text) {
        return Double.parseDouble(text);
    }
}
