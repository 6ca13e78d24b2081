package io.winnow.datasets.table;

import java.util.regex.Pattern;

/**
 * How a superscript is written in plain text. A power is preceded by {@code ^}, so that 10 to the power of 6 does not become 106. The mark
 * of a footnote is skipped. A part of a word, such as the letters of 1st, is written without a change.
 */
final class Superscript {
    private static final Pattern ORDINAL = Pattern.compile("st|nd|rd|th|er|re|[eè]me", Pattern.CASE_INSENSITIVE);

    private static final Pattern BASE_OF_ORDINAL = Pattern.compile("\\d+|[a-z]|[IVXLC]+");

    /** Signs that are understood without {@code ^}. */
    private static final Pattern SIGN = Pattern.compile("[®©™℠°ºª′″'\"+−–-]+");

    private static final String SYMBOL = "[*†‡§¶#‖∥⁎∗※]+";
    private static final String SEPARATOR = "[\\h,;/–-]*";

    /** Letters from the beginning of the alphabet, by which footnotes are counted, and symbols. */
    private static final Pattern LETTERS_OR_SYMBOLS =
            Pattern.compile("(?:(?:[a-z]|[A-H]|" + SYMBOL + ")" + SEPARATOR + ")+");

    private static final Pattern LIST_OF_NUMBERS = Pattern.compile("\\d{1,3}(?:\\h*[,;–-]\\h*\\d{1,3})+");
    private static final Pattern BRACKETED = Pattern.compile("\\[.*]|\\((?:[a-z]{1,2}|\\d{1,3}|" + SYMBOL + ")\\)");
    private static final Pattern ROMAN = Pattern.compile("[ivx]{2,4}");
    private static final Pattern PUNCTUATION = Pattern.compile("[\\h,;.:]*");
    private static final int LONGEST_LIST_OF_LETTERS = 3;

    /** Letters that stand for numbers, as in exponents of 10, 2, e and variables. */
    private static final Pattern VARIABLE = Pattern.compile("[ijknxyt]");

    private static final Pattern BASE_OF_VARIABLE = Pattern.compile("10|2|\\p{L}");

    private Superscript() {}

    /**
     * Returns what is written after the base in plain text.
     *
     * @param base the word or number before the superscript, without blanks; not empty
     * @param text the text of the superscript, not blank
     * @return the text, which is empty for the mark of a footnote
     */
    static String after(String base, String text) {
        if (PUNCTUATION.matcher(text).matches()) {
            return "";
        }
        boolean ordinal =
                ORDINAL.matcher(text).matches() && BASE_OF_ORDINAL.matcher(base).matches();
        if (ordinal || SIGN.matcher(text).matches()) {
            return text;
        }
        if (text.equalsIgnoreCase("TM")) {
            return "™";
        }
        boolean power = BASE_OF_VARIABLE.matcher(base).matches()
                && (VARIABLE.matcher(text).matches()
                        || (!isMark(text) && !LIST_OF_NUMBERS.matcher(text).matches()));
        if (!power && (isMark(text) || isListOfReferences(base, text))) {
            return "";
        }
        return text.chars().anyMatch(Character::isWhitespace) ? "^(" + text + ")" : "^" + text;
    }

    /** Whether a text is the mark of a footnote whatever its base: letters, symbols, or something in brackets. */
    static boolean isMark(String text) {
        long letters = text.chars().filter(Character::isLetter).count();
        return BRACKETED.matcher(text).matches()
                || ROMAN.matcher(text).matches()
                || (LETTERS_OR_SYMBOLS.matcher(text).matches() && (letters == 1 || isShortList(text, letters)));
    }

    /** Whether a text is what a link to a footnote or reference usually shows: a mark, or numbers. */
    static boolean isLinkText(String text) {
        return isMark(text)
                || text.matches("\\(?\\d{1,3}\\)?")
                || LIST_OF_NUMBERS.matcher(text).matches();
    }

    /** Accepts {@code ab} and {@code a,b,c}, but not {@code max}: adjacent letters must be few and in alphabetical order. */
    private static boolean isShortList(String text, long letters) {
        String only = text.replaceAll("[^\\p{L}]", "");
        boolean apart = text.matches("\\P{L}*\\p{L}(?:\\P{L}+\\p{L})*\\P{L}*");
        boolean ordered = only.chars()
                        .sorted()
                        .mapToObj(Character::toString)
                        .reduce("", String::concat)
                        .equals(only)
                && only.chars().allMatch(letter -> letter <= 'h');
        return letters == 0 || apart || (letters <= LONGEST_LIST_OF_LETTERS && ordered);
    }

    /** Recognises lists of references: powers are single numbers, and a decimal comma has been seen with base 10 only. */
    private static boolean isListOfReferences(String base, String text) {
        return LIST_OF_NUMBERS.matcher(text).matches() && !base.equals("10");
    }
}
