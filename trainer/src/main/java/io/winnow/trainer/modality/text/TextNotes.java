package io.winnow.trainer.modality.text;

import io.winnow.datasets.inspect.LanguageGuess;
import io.winnow.datasets.inspect.TokenCounter;
import io.winnow.datasets.text.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an encoder does not see of the training texts, by which a training would be worse without a word. */
final class TextNotes {
    /** The number of texts that are looked at: shares of a percent are of no interest, and a pool may have millions. */
    static final int MOST = 1000;

    private static final String OTHER_LETTERS = "not written in Latin letters";

    private TextNotes() {}

    /**
     * Returns sentences on texts that are cut, and on those in a language that the encoder does not know.
     *
     * @param texts at most {@link #MOST} of the training texts
     * @param counter counts their tokens
     * @param name how the user calls the texts
     * @param english whether the encoder was trained on English texts only
     */
    static List<String> of(List<Text> texts, TokenCounter counter, String name, boolean english) throws IOException {
        List<String> notes = new ArrayList<>();
        long cut = Arrays.stream(counter.lengths().of(texts))
                .filter(length -> length > counter.limit())
                .count();
        if (cut * 100 >= texts.size() && cut > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "Of the texts of %s, %.0f%% are cut to %d tokens. If what decides the label stands at their end, set"
                            + " data.max_tokens to more, or split them.",
                    name,
                    100.0 * cut / texts.size(),
                    counter.limit()));
        }
        if (english) {
            foreign(texts)
                    .ifPresent(language -> notes.add("Most texts of " + name + " seem to be " + language
                            + ", but all-MiniLM-L6-v2, which comes with Winnow, was trained on English ones. Compare its results"
                            + " with those of tfidf, or name an encoder of your language under data.pretrained, such as"
                            + " {directory: intfloat/multilingual-e5-small, prefix: \"query: \"}."));
        }
        return notes;
    }

    /** The language of most texts of which one can be guessed, unless it is English or they are few. */
    private static Optional<String> foreign(List<Text> texts) {
        Map<String, Long> counts = texts.stream()
                .map(text -> (text.first() + " " + text.second()).toLowerCase(Locale.ROOT))
                .flatMap(text -> (isLatin(text) ? LanguageGuess.of(text) : Optional.of(OTHER_LETTERS)).stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        long guessed = counts.values().stream().mapToLong(each -> each).sum();
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .filter(most -> 2 * most.getValue() > guessed && 10 * guessed >= texts.size())
                .map(Map.Entry::getKey)
                .filter(language -> !language.equals(LanguageGuess.ENGLISH));
    }

    private static boolean isLatin(String text) {
        long letters = text.codePoints().filter(Character::isLetter).count();
        long latin = text.codePoints()
                .filter(Character::isLetter)
                .filter(each -> Character.UnicodeScript.of(each) == Character.UnicodeScript.LATIN)
                .count();
        return 2 * latin >= letters;
    }
}
