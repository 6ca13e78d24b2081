package io.winnow.models.text;

import java.util.Locale;

/**
 * What is done to a text before it is tokenised.
 *
 * @param decodesEntities whether HTML entities are replaced by their characters, twice, as the tokenizer of OpenAI's CLIP does
 * @param strips whether blanks at both ends are removed
 * @param lowers whether letters are turned into lower case
 */
public record TextCleaning(boolean decodesEntities, boolean strips, boolean lowers) {
    /** Nothing is done. */
    public static final TextCleaning NONE = new TextCleaning(false, false, false);

    /** Returns the text without its blanks at both ends and in lower case, if so. Entities are left to the caller. */
    public String of(String text) {
        String stripped = strips ? text.strip() : text;
        return lowers ? stripped.toLowerCase(Locale.ROOT) : stripped;
    }
}
