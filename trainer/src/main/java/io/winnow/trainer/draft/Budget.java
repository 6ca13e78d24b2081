package io.winnow.trainer.draft;

import io.winnow.trainer.run.UserException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a training may take.
 *
 * @param seconds above 0
 */
public record Budget(long seconds) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,6}(?:\\.\\d+)?)\\s*(s|m|min|h)");

    /**
     * Reads a budget such as {@code 10m}.
     *
     * @throws UserException if the text is not a number with a unit
     */
    static Budget parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new UserException(
                    "--time must be a number with s, m or h, such as 90s, 10m or 2h; found '" + text + "'.");
        }
        int unit = matcher.group(2).equals("h") ? 3600 : matcher.group(2).equals("s") ? 1 : 60;
        long seconds = Math.round(Double.parseDouble(matcher.group(1)) * unit);
        if (seconds < 1) {
            throw new UserException("--time must be at least 1s, found '" + text + "'.");
        }
        return new Budget(seconds);
    }

    /** Returns a duration in words, such as {@code 4 minutes}. */
    static String words(double seconds) {
        if (seconds < 90) {
            return Math.max(1, Math.round(seconds)) + " seconds";
        }
        return seconds < 90 * 60
                ? Math.round(seconds / 60) + " minutes"
                : String.format(Locale.ROOT, "%.1f hours", seconds / 3600);
    }
}
