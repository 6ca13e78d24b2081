package io.winnow.datasets.file;

import java.util.List;

/** Values that stand for a missing value. */
public final class Gaps {
    /** The values by which spreadsheets, pandas, R and databases mark a missing value. */
    public static final List<String> USUAL =
            List.of("NA", "N/A", "#N/A", "<NA>", "NaN", "null", "None", "nil", "?", "-");

    /** Words by which people mark items that nobody has labelled yet. */
    private static final List<String> NO_LABEL =
            List.of("unlabeled", "unlabelled", "not labeled", "not labelled", "no label");

    private Gaps() {}

    /** Whether a value is one of the {@link #USUAL}, in any case. */
    public static boolean isUsual(String value) {
        return USUAL.stream().anyMatch(value::equalsIgnoreCase);
    }

    /** Whether a class probably means that nothing is known: its name is one of the {@link #USUAL}, or says that there is no label. */
    public static boolean looksUnlabelled(String name) {
        String words = name.replaceAll("[_-]", " ").strip();
        return isUsual(name) || NO_LABEL.stream().anyMatch(words::equalsIgnoreCase);
    }
}
