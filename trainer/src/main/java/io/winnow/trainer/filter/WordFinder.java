package io.winnow.trainer.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds given words and phrases in captions: whole tokens in lower case, of which only letters and digits count (datacomp.md, section 2, item
 * 4).
 */
final class WordFinder {
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** The phrases by their first token. */
    private final Map<String, List<List<String>>> byFirst = new HashMap<>();

    private final boolean plurals;

    /**
     * Creates a finder.
     *
     * @param words words and phrases, each with a letter or digit
     * @param plurals whether an s may follow the last token of a word or phrase
     */
    WordFinder(Collection<String> words, boolean plurals) {
        this.plurals = plurals;
        for (String word : words) {
            List<String> tokens = tokens(word);
            byFirst.computeIfAbsent(tokens.get(0), each -> new ArrayList<>()).add(tokens);
            if (plurals && tokens.size() == 1) {
                byFirst.computeIfAbsent(tokens.get(0) + "s", each -> new ArrayList<>())
                        .add(tokens);
            }
        }
    }

    /** Returns the first word or phrase in a caption, as the list has it; empty if there is none. */
    Optional<String> find(String caption) {
        List<String> tokens = tokens(caption);
        for (int at = 0; at < tokens.size(); at++) {
            for (List<String> phrase : byFirst.getOrDefault(tokens.get(at), List.of())) {
                if (isAt(tokens, at, phrase)) {
                    return Optional.of(String.join(" ", phrase));
                }
            }
        }
        return Optional.empty();
    }

    private boolean isAt(List<String> tokens, int at, List<String> phrase) {
        int last = phrase.size() - 1;
        return at + last < tokens.size()
                && tokens.subList(at, at + last).equals(phrase.subList(0, last))
                && (tokens.get(at + last).equals(phrase.get(last))
                        || (plurals && tokens.get(at + last).equals(phrase.get(last) + "s")));
    }

    /** Returns the tokens of a text: what white space divides, without punctuation and in lower case. */
    static List<String> tokens(String text) {
        return Arrays.stream(SPACE.split(text.toLowerCase(Locale.ROOT)))
                .map(WordFinder::plain)
                .filter(token -> !token.isEmpty())
                .toList();
    }

    /** Returns the letters and digits of a text. */
    static String plain(String text) {
        return text.replaceAll("[^\\p{L}\\p{M}\\p{N}]", "");
    }
}
