package io.winnow.datasets.text;

import io.winnow.datasets.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jsoup.parser.Parser;

/**
 * Cuts text into words as TabSim does (Habibi et al. 2020, by Keras' text preprocessing): lower case without regard to the locale, ASCII
 * punctuation but the apostrophe, tab and line feed become blanks, and what lies between blanks (U+0020) is a word.
 *
 * @param decodeEntities whether HTML entities become the characters they stand for first: the entity 2013 (hexadecimal) a dash, and not the
 *     word {@code x2013}
 */
public record Words(boolean decodeEntities) {
    private static final String BLANKED = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n";
    private static final boolean[] IS_BLANK = new boolean[128];

    static {
        (BLANKED + " ").chars().forEach(character -> IS_BLANK[character] = true);
    }

    /** The words of a text. */
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

    /** The words of all cells, headers first, row by row. */
    public Stream<String> ofCells(Table table) {
        return table.allRows().stream().flatMap(List::stream).flatMap(cell -> of(cell).stream());
    }

    static String decode(String text) {
        return text.indexOf('&') < 0 ? text : Parser.unescapeEntities(text, false);
    }

    private static boolean isBlank(char character) {
        return character < IS_BLANK.length && IS_BLANK[character];
    }
}
