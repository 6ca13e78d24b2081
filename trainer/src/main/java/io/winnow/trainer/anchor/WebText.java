package io.winnow.trainer.anchor;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Cleans the texts of web pages (capro.md, section 2, item 2). */
final class WebText {
    private static final Pattern MARKUP = Pattern.compile("<[^<>]*>|&[#\\w]+;");
    private static final Pattern ADDRESSES =
            Pattern.compile("\\b(https?://|www\\.)\\S+|\\S+@\\S+|\\S+\\.(?i:jpe?g|png|gif|webp|bmp|tiff?)\\b");
    /** What is not in a word; digits are, so that names of files and the like are left out as a whole. */
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{M}\\p{N}_]+");

    private static final Pattern NO_WORD = Pattern.compile(".*[\\p{N}_].*");
    private static final int SHORTEST = 3;

    private WebText() {}

    /** Returns the words of a text in lower case, without markup, addresses, names of image files, tokens with digits, and words of up to two letters. */
    static String clean(String text) {
        String plain = ADDRESSES.matcher(MARKUP.matcher(text).replaceAll(" ")).replaceAll(" ");
        return Arrays.stream(BETWEEN.split(plain.toLowerCase(Locale.ROOT)))
                .filter(word ->
                        word.length() >= SHORTEST && !NO_WORD.matcher(word).matches())
                .collect(Collectors.joining(" "));
    }
}
