package io.winnow.datasets;

import java.text.Normalizer;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The number of characters that must be changed, inserted or deleted to turn one text into another (Levenshtein distance). */
public final class EditDistance {
    private EditDistance() {}

    public static int between(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] now = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            now[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(changed, Math.min(before[j], now[j - 1]) + 1);
            }
            int[] spare = before;
            before = now;
            now = spare;
        }
        return before[b.length()];
    }

    /**
     * Finds the text that is nearest to another, ignoring case and the way in which Unicode encodes letters with accents. At most a third of
     * the characters may differ.
     */
    public static Optional<String> nearest(String text, Collection<String> among) {
        String plain = plain(text);
        int allowed = Math.max(1, text.length() / 3);
        return among.stream()
                .min(Comparator.comparingInt(each -> between(plain, plain(each))))
                .filter(each -> between(plain, plain(each)) <= allowed);
    }

    /**
     * Finds the nearest text for a message: in quotation marks, and with a word of explanation if it looks like the other one, as the two
     * encodings of {@code ü} do. macOS writes names of files in one of them, and keyboards write the other.
     */
    public static Optional<String> meant(String text, Collection<String> among) {
        return nearest(text, among)
                .map(near -> "'" + near + "'"
                        + (looksLike(text, near)
                                ? ", which looks the same but encodes letters differently in Unicode"
                                : ""));
    }

    /** Whether two different texts look the same, because they differ only in the way in which Unicode encodes letters with accents. */
    public static boolean looksLike(String text, String other) {
        return !text.equals(other)
                && Normalizer.normalize(text, Normalizer.Form.NFC)
                        .equals(Normalizer.normalize(other, Normalizer.Form.NFC));
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
