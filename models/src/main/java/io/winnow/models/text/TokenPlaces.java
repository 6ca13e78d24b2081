package io.winnow.models.text;

/**
 * How an encoder of the BERT family tells padding and the places of tokens.
 *
 * @param padding id of padding, to which no token attends and which follows the tokens of a text
 * @param first row of the position embeddings that belongs to the first token of a text
 * @param relative whether attention also has a learned value for each distance between two tokens (MPNet)
 */
public record TokenPlaces(int padding, int first, boolean relative) {
    /** BERT's: padding is 0, and the places are counted from 0. */
    public static final TokenPlaces BERT = new TokenPlaces(0, 0, false);

    public TokenPlaces {
        if (padding < 0 || first < 0) {
            throw new IllegalArgumentException("The id of padding and the first position must be 0 or larger; found "
                    + padding + " and " + first + ".");
        }
    }

    /** Returns RoBERTa's: places are counted from the one behind the id of padding. */
    public static TokenPlaces roberta(int padding) {
        return new TokenPlaces(padding, padding + 1, false);
    }

    /** Returns MPNet's: places are counted as RoBERTa does, and attention depends on distances. */
    public static TokenPlaces mpnet(int padding) {
        return new TokenPlaces(padding, padding + 1, true);
    }
}
