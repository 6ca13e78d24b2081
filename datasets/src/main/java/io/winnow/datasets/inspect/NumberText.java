package io.winnow.datasets.inspect;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Writes numbers for people. */
public final class NumberText {
    private static final int DIGITS = 4;
    private static final double LARGE = 1e9;
    private static final double SMALL = 1e-4;

    private NumberText() {}

    /** Returns a number with at least four significant digits, without zeros at its end. */
    public static String of(double value) {
        double size = Math.abs(value);
        if (value == 0) {
            return "0";
        }
        if (Double.isInfinite(value) || Double.isNaN(value)) {
            return Double.isNaN(value) ? "not defined" : value > 0 ? "infinite" : "-infinite";
        }
        if (size >= LARGE || size < SMALL) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        int whole = (int) Math.floor(Math.log10(size)) + 1;
        return new BigDecimal(value)
                .round(new MathContext(Math.max(DIGITS, whole)))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Returns a share as a percentage. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }
}
