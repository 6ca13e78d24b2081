package io.winnow.datasets;

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

    /** Finds the text that is nearest to another, ignoring case. At most a third of the characters may differ. */
    public static Optional<String> nearest(String text, Collection<String> among) {
        String plain = text.toLowerCase(Locale.ROOT);
        int allowed = Math.max(1, text.length() / 3);
        return among.stream()
                .min(Comparator.comparingInt(each -> between(plain, each.toLowerCase(Locale.ROOT))))
                .filter(each -> between(plain, each.toLowerCase(Locale.ROOT)) <= allowed);
    }
}
