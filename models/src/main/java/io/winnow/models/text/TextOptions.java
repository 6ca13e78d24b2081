package io.winnow.models.text;

/** The architecture and the size of a text encoder, which maps texts (B, 2, L), see {@link BertEncoder}, to vectors. */
public sealed interface TextOptions permits BertOptions, ClipTextOptions {
    /** Number of token ids. */
    int vocabulary();

    /** Length of the vector of a token. */
    int width();

    /** Largest number of tokens of a text. */
    int maxTokens();

    /** Id with which texts are padded at their end. */
    int padding();

    /** Whether every text must be padded to {@link #maxTokens}, because the encoder was trained so and attends to padding. */
    default boolean isPaddedToTheEnd() {
        return false;
    }

    /** Returns the same options for texts that are padded with another id, which must not occur in a text. */
    TextOptions withPadding(int id);
}
