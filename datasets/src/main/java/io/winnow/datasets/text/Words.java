package io.winnow.datasets.text;

import io.winnow.datasets.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jsoup.parser.Parser;

/**
 * Splits text into words as TabSim does (Habibi et al. 2020, which uses the text preprocessing of Keras): the text is lower-cased
 * independently of the locale; ASCII punctuation except the apostrophe, tabs and line feeds become blanks; and words are separated by
 * blanks (U+0020).
 *
 * @param decodeEntities whether HTML entities are first replaced by the characters they stand for, so that the entity 2013 (hexadecimal)
 *     becomes a dash and not the word {@code x2013}
 */
public record Words(boolean decodeEntities) {
    private static final String BLANKED = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n";
    private static final boolean[] IS_BLANK = new boolean[128];

    static {
        (BLANKED + " ").chars().forEach(character -> IS_BLANK[character] = true);
    }

    /** Returns the words of a text. */
    public List<String> of(String text) {
        List<String> words = new ArrayList<>();
        String lower = (decodeEntities ? decode(text) : text).toLowerCase(Locale.ROOT);
        int start = 0;
        for (int i = 0; i <= lower.length(); i++) {
            if (i == lower.length() || isBlank(lower.charAt(i))) {
                if (i > start) {
                    words.add(lower.substring(start, i));
                }
                start = i + 1;
            }
        }
        return words;
    }

    /** Returns the words of all cells, first those of the headers and then those of the rows in order. */
    public Stream<String> ofCells(Table table) {
        return table.allRows().stream().flatMap(List::stream).flatMap(cell -> of(cell).stream());
    }

    /** Replaces HTML entities by the characters they stand for. */
    public static String decode(String text) {
        return text.indexOf('&') < 0 ? text : Parser.unescapeEntities(text, false);
    }

    private static boolean isBlank(char character) {
        return character < IS_BLANK.length && IS_BLANK[character];
    }
}
