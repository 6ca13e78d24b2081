package io.winnow.trainer.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The names of keys: how they are spelled in YAML, and which known name is most like an unknown one. */
public final class Names {
    private Names() {}

    /** Converts {@code learningRate} to {@code learning_rate}, and {@code CLASS_TOKEN} to {@code class_token}. */
    static String snakeCase(String name) {
        if (name.equals(name.toUpperCase(Locale.ROOT))) {
            return name.toLowerCase(Locale.ROOT);
        }
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /** Returns the known name that is most like {@code name}, if one is similar enough to have been meant. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        String wanted = name.toLowerCase(Locale.ROOT).replace('-', '_');
        return known.stream()
                .filter(candidate ->
                        distance(wanted, candidate.toLowerCase(Locale.ROOT)) <= tolerance(wanted, candidate))
                .min(Comparator.comparingInt(candidate -> distance(wanted, candidate.toLowerCase(Locale.ROOT))));
    }

    /** Returns the end of an error message, such as {@code allowed: a, b, c; did you mean 'b'?} */
    public static String allowed(String name, Collection<String> known) {
        if (known.isEmpty()) {
            return "nothing is allowed here";
        }
        return "allowed: " + String.join(", ", known)
                + nearest(name, known)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("");
    }

    /** Returns {@link #allowed} as the end of a sentence: with a full stop, unless it ends with a question. */
    public static String allowedAtEnd(String name, Collection<String> known) {
        String end = allowed(name, known);
        return end.endsWith("?") ? end : end + ".";
    }

    private static int tolerance(String a, String b) {
        // A prefix of at least four letters also counts as similar, such as "learning" for "learning_rate".
        if (a.length() >= 4 && (b.startsWith(a) || a.startsWith(b))) {
            return Integer.MAX_VALUE;
        }
        return Math.max(1, Math.min(a.length(), b.length()) / 3);
    }

    /** Edit distance in which a swap of two adjacent letters counts as one edit (optimal string alignment distance). */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + same);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
