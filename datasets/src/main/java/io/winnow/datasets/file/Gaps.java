package io.winnow.datasets.file;

import java.util.List;

/** Values that stand for a missing value. */
public final class Gaps {
    /** The values by which spreadsheets, pandas, R and databases mark a missing value. */
    public static final List<String> USUAL =
            List.of("NA", "N/A", "#N/A", "<NA>", "NaN", "null", "None", "nil", "?", "-");

    private Gaps() {}

    /** Whether a value is one of the {@link #USUAL}, in any case. */
    public static boolean isUsual(String value) {
        return USUAL.stream().anyMatch(value::equalsIgnoreCase);
    }
}
