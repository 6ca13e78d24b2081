package io.winnow.trainer.annotate;

import io.winnow.datasets.source.ClassInfo;
import io.winnow.trainer.chat.ChatAnswer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the option that an answer names. An answer that names none, or several, is not guessed at. */
final class LetterAnswer {
    /** What a model thought aloud. Some servers leave out the first tag; a thought without the last one was cut off and has no answer. */
    private static final Pattern THOUGHT =
            Pattern.compile("(?:<think(?:ing)?>|\\A).*?</think(?:ing)?>|<think(?:ing)?>.*\\z", Pattern.DOTALL);

    private static final String OPEN = "[\\s\"'`*(\\[<]*";
    private static final String CLOSE = "[\\s\"'`*)\\]>.,:;!]*";
    private static final Pattern BARE = Pattern.compile(OPEN + "([A-Za-z]{1,2})" + CLOSE);
    private static final Pattern LEADING =
            Pattern.compile(OPEN + "([A-Z]{1,2})(?:[).:\\]*\"]|\\s+[-\u2013\u2014]|\\s*\\R).*", Pattern.DOTALL);
    private static final Pattern NAMED = Pattern.compile(
            "(?i:answer|option|letter|label|choice)\\s*(?i:is|:|=)?\\s*[\"'`*(\\[]*([A-Z]{1,2})(?![\\p{L}\\p{N}'])");
    private static final Pattern ALONE =
            Pattern.compile("(?<![\\p{L}\\p{N}'\u2019-])([A-Z]{1,2})(?![\\p{L}\\p{N}'\u2019-])");
    /** The words "a", which is in capitals at the beginning of a sentence only, and "I", if they are followed by what an option is not. */
    private static final Pattern WORD =
            Pattern.compile("(?:(?<=^|[.!?:]\\s|\\R)A|I)\\s+(?!(?:or|and|is|because|since|fits)\\b)[a-z]");

    private LetterAnswer() {}

    /** Returns the class that an answer names; empty if it names none or several. */
    static OptionalInt parse(String answer, LetterOptions options, List<ClassInfo> classes) {
        String text = THOUGHT.matcher(answer).replaceAll("").strip();
        Matcher bare = BARE.matcher(text);
        if (bare.matches()) {
            OptionalInt found = options.label(bare.group(1).toUpperCase(Locale.ROOT));
            if (found.isPresent()) {
                return found;
            }
        }
        OptionalInt named = name(text, classes);
        if (named.isPresent()) {
            return named;
        }
        Matcher leading = LEADING.matcher(text);
        if (leading.matches() && options.label(leading.group(1)).isPresent()) {
            return options.label(leading.group(1));
        }
        OptionalInt said = only(NAMED, text, options);
        return said.isPresent() ? said : only(ALONE, text, options);
    }

    /** Returns the tokens that are outside of thoughts. */
    static List<Token> withoutThoughts(List<Token> tokens) {
        String answer = tokens.stream().map(Token::text).collect(Collectors.joining());
        List<Token> spoken = new ArrayList<>();
        Matcher thought = THOUGHT.matcher(answer);
        boolean more = thought.find();
        int from = 0;
        for (Token token : tokens) {
            int to = from + token.text().length();
            while (more && thought.end() <= from) {
                more = thought.find();
            }
            if (!more || to <= thought.start()) {
                spoken.add(token);
            }
            from = to;
        }
        return spoken;
    }

    /** Returns the class whose name is the whole answer. */
    private static OptionalInt name(String text, List<ClassInfo> classes) {
        String plain = text.replaceAll("^" + OPEN + "|" + CLOSE + "$", "");
        for (int k = 0; k < classes.size(); k++) {
            if (plain.equalsIgnoreCase(classes.get(k).name())
                    || plain.equalsIgnoreCase(classes.get(k).label())) {
                return OptionalInt.of(k);
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt only(Pattern pattern, String text, LetterOptions options) {
        Set<Integer> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            Matcher word = WORD.matcher(text).useTransparentBounds(true).region(matcher.start(1), text.length());
            OptionalInt label =
                    word.useAnchoringBounds(false).lookingAt() ? OptionalInt.empty() : options.label(matcher.group(1));
            label.ifPresent(found::add);
        }
        return found.size() == 1 ? OptionalInt.of(found.iterator().next()) : OptionalInt.empty();
    }
}
