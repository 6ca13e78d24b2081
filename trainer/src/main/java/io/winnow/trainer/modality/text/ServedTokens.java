package io.winnow.trainer.modality.text;

import io.winnow.trainer.modality.ServedInput;
import io.winnow.trainer.table.TokenRules;

/**
 * The tokens of texts as an exported model takes them.
 *
 * @param rules how a text becomes tokens
 */
public record ServedTokens(TokenRules rules) {
    /** Returns the input of an exported model that takes the tokens of this encoder. */
    public ServedInput input() {
        return input(2);
    }

    /** @param rows number of rows of ids for each text */
    ServedInput input(int rows) {
        int length = rules.fullLength();
        return new ServedInput(
                "tokens", "(batch, " + rows + ", " + (length > 0 ? length : "length") + ") int64", true, length == 0);
    }

    /** Says for programs without Winnow how texts become {@link #input()}. */
    public String reading() {
        return "The input `tokens` has two rows for each text: the token ids, "
                + rules.reading()
                + ", and the segment ids, padded with 0. Tokenise texts with " + FrozenEncoder.TOKENIZER
                + ", including special tokens, and cut them to "
                + rules.maxTokens()
                + " tokens. If a text has several columns, they are joined by a full stop and a blank.";
    }

    /** The same for texts that are followed by what is known about them. */
    String readingWithKnowledge(TextKnowledge knowledge) {
        return reading()
                + " Two more rows have the same for the entries of the text joined, or for an empty text if it has none. All rows have the same"
                + " length. " + TextKnowledge.COPY
                + " has the entries. "
                + (knowledge.isByVectors()
                        ? "Those are taken whose vectors by the encoder are most similar to that of the text,"
                        : "Their forms are sought in the text word by word, in lower case and the longest first. Of the"
                                + " entries found, those with the smallest numbers in `seen` are taken,")
                + " and their first two sentences are joined by a space.";
    }
}
