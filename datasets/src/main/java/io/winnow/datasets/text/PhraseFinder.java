package io.winnow.datasets.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds phrases in texts: whole words in lower case, from left to right, the longest phrase first. So "black hole" is found rather than "hole".
 * A word is a run of letters and digits; everything else divides words. Both ways in which Unicode encodes a letter with an accent are the
 * same.
 */
public final class PhraseFinder {
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

    private final Set<String> phrases;
    private final int longest;

    /** @param phrases the phrases, as {@link #normal} returns them */
    public PhraseFinder(Set<String> phrases) {
        this.phrases = new HashSet<>(phrases);
        longest = phrases.stream()
                .mapToInt(phrase -> phrase.split(" ", -1).length)
                .max()
                .orElse(0);
    }

    /** Returns the words of a phrase in lower case, with a blank between two of them; an empty text if there is no word. */
    public static String normal(String phrase) {
        return String.join(" ", words(phrase));
    }

    private static List<String> words(String text) {
        return Arrays.stream(BETWEEN.split(
                        Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT)))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Returns the phrases in a text in their order, as {@link #normal} returns them. */
    public List<String> find(String text) {
        List<String> words = words(text);
        List<String> found = new ArrayList<>();
        int begin = 0;
        while (begin < words.size()) {
            int length = Math.min(longest, words.size() - begin);
            while (length > 0 && !phrases.contains(String.join(" ", words.subList(begin, begin + length)))) {
                length--;
            }
            if (length > 0) {
                found.add(String.join(" ", words.subList(begin, begin + length)));
            }
            begin += Math.max(1, length);
        }
        return found;
    }
}
