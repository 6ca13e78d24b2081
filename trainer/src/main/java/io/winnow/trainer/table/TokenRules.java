package io.winnow.trainer.table;

import io.winnow.datasets.text.TableText;
import io.winnow.datasets.text.Words;
import io.winnow.models.text.TextCleaning;

/**
 * How a text becomes the token ids that a pretrained encoder takes. The rules travel with the model.
 *
 * @param maxTokens largest number of tokens of a text; longer texts are cut
 * @param padding id with which texts are padded at their end
 * @param fullLength the number of tokens to which every text is padded; 0 if texts are padded to the longest of their batch
 * @param prompt text before each text; empty if there is none
 * @param cleaning what is done to a text before it is tokenised
 */
public record TokenRules(int maxTokens, int padding, int fullLength, String prompt, TextCleaning cleaning) {
    /** Returns the length to which texts are padded, of which the longest has some length. */
    public int length(int longest) {
        return fullLength > 0 ? fullLength : longest;
    }

    /** Returns rules by which no text is cut. */
    public TokenRules uncut() {
        return new TokenRules(Integer.MAX_VALUE, padding, fullLength, prompt, cleaning);
    }

    /** Returns a text as it is tokenised: the prompt stands before its first segment. */
    TableText.Segments prepared(TableText.Segments text) {
        return new TableText.Segments(
                prepared(prompt + text.first()), text.second().isEmpty() ? "" : prepared(text.second()));
    }

    /** Returns the number of code points that preparation removes from the begin of a text. */
    int blanksBefore(String text) {
        return cleaning.strips()
                ? text.codePointCount(0, text.length() - text.stripLeading().length())
                : 0;
    }

    private String prepared(String text) {
        String decoded =
                cleaning.decodesEntities() ? Words.decode(Words.decode(text)).strip() : text;
        return cleaning.of(decoded);
    }

    /** Says for programs without Winnow how the ids of a batch are padded, and what is done to a text before. */
    public String reading() {
        StringBuilder words = new StringBuilder("padded with ").append(padding);
        words.append(fullLength > 0 ? " to " + fullLength + " tokens" : " to the longest text of the batch");
        if (!prompt.isEmpty()) {
            words.append(". The text \"").append(prompt).append("\" stands before each text");
        }
        if (cleaning.decodesEntities()) {
            words.append(". HTML entities are replaced by their characters, twice");
        }
        if (cleaning.strips()) {
            words.append(". Blanks at both ends are removed");
        }
        if (cleaning.lowers()) {
            words.append(". Texts are in lower case");
        }
        return words.toString();
    }
}
