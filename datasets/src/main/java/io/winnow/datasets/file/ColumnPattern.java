package io.winnow.datasets.file;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of columns, in which * stands for any text. Upper and lower case are not distinguished. */
public final class ColumnPattern {
    private static final String ANY = "*";

    private final Pattern pattern;

    public ColumnPattern(String pattern) {
        this.pattern = Pattern.compile("\\Q" + pattern.replace(ANY, "\\E(.*)\\Q") + "\\E", Pattern.CASE_INSENSITIVE);
    }

    /** Whether a name is a pattern rather than that of one column. */
    public static boolean isPattern(String name) {
        return name.contains(ANY);
    }

    /** Whether a column fits. */
    public boolean fits(String column) {
        return pattern.matcher(column).matches();
    }

    /** Returns what the only * stands for in a column that fits; empty if there are several, or if it stands for nothing. */
    public Optional<String> part(String column) {
        Matcher matcher = pattern.matcher(column);
        return matcher.matches() && matcher.groupCount() == 1
                ? Optional.of(matcher.group(1)).filter(part -> !part.isEmpty())
                : Optional.empty();
    }
}
