package io.winnow.trainer.modality.text;

import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import java.util.Arrays;
import java.util.List;

/**
 * The tokens of what is known about texts.
 *
 * @param distinct the tokens of different knowledge
 * @param ofText for each text (N), which of them belong to it; -1 if nothing is known
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record KnowledgeTokens(List<Tokens> distinct, int[] ofText) {
    /** Returns the largest number of tokens of what is known about some texts; 0 if nothing is. */
    int length(int[] chosen) {
        return Arrays.stream(chosen)
                .filter(text -> ofText[text] >= 0)
                .map(text -> distinct.get(ofText[text]).length())
                .max()
                .orElse(0);
    }

    /** Returns the tokens of what is known about a text. Where nothing is, they are those of a text without a word. */
    Tokens of(int text, Tokens own) {
        return ofText[text] >= 0 ? distinct.get(ofText[text]) : PromptWords.ends(own);
    }
}
