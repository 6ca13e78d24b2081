package io.winnow.datasets.inspect;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A guess at the language of a text, by the words that are frequent in any text of a language (dataset-report.md, section 2, which leaves the
 * method open). It knows eight languages in Latin letters, says nothing of short texts, and is no substitute for a trained identifier.
 */
public final class LanguageGuess {
    /** The name of English in {@link #of}. */
    public static final String ENGLISH = "English";

    /** A guess needs as many frequent words of its language. */
    private static final int FEWEST = 2;
    /** Share of the words of a text that must be frequent words of its language. */
    private static final double LEAST = 0.1;

    private static final Map<String, Set<String>> WORDS = new LinkedHashMap<>();

    static {
        put(
                ENGLISH,
                "the of and to in is it that for was on with as at this are be by not from my you what how do can i have");
        put(
                "German",
                "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden ich wie");
        put(
                "French",
                "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se je vous ce il sont");
        put(
                "Spanish",
                "de la que el en y a los del se las por un para con no una su al es lo como más o pero mi qué cómo");
        put("Italian", "di e il la che in un a per è una non sono con del si da come le dei nel alla mi ho ma più lo");
        put(
                "Portuguese",
                "de a o que e do da em um para é com não uma os no se na por mais as dos como mas ao ele eu meu");
        put(
                "Dutch",
                "de het een van en in is dat op te zijn met voor niet aan er om ook als maar dan bij ik mijn hoe wat kan");
        put(
                "Swedish",
                "och i att det som en på är av för med till den har de inte om ett men jag var kan min hur från");
    }

    private LanguageGuess() {}

    private static void put(String language, String words) {
        WORDS.put(language, Set.copyOf(Arrays.asList(words.split(" "))));
    }

    /**
     * Returns the language whose frequent words make up most of a text.
     *
     * @param text a text in lower case
     * @return empty if two languages are level, or if the text has too few frequent words of any
     */
    public static Optional<String> of(String text) {
        List<String> words = Arrays.stream(text.split("[^\\p{L}\\p{M}]+"))
                .filter(word -> !word.isEmpty())
                .toList();
        String best = "";
        long most = 0;
        boolean level = false;
        for (Map.Entry<String, Set<String>> language : WORDS.entrySet()) {
            long found = words.stream().filter(language.getValue()::contains).count();
            level = found == most || (found < most && level);
            if (found > most) {
                most = found;
                best = language.getKey();
            }
        }
        return level || most < FEWEST || most < LEAST * words.size() ? Optional.empty() : Optional.of(best);
    }
}
