package io.winnow.datasets.source;

import java.util.regex.Pattern;

/** Numbers as texts of cells. */
public final class Numeral {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

    private Numeral() {}

    /** Whether a text is a finite number with a decimal point. */
    public static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches() && !Double.isInfinite(Double.parseDouble(text));
    }

    /** Whether two texts are the same number, such as 1 and 1.0. */
    static boolean areEqual(String a, String b) {
        return isNumber(a) && isNumber(b) && parse(a) == parse(b);
    }

    static double parse(String text) {
        return Double.parseDouble(text);
    }
}
