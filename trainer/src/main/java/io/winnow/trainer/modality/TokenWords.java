package io.winnow.trainer.modality;

import io.winnow.trainer.model.Explainer;
import java.util.List;

/**
 * The words of a text, and which of its tokens belong to which word.
 *
 * @param words words in their order (W)
 * @param ofToken for each token, the index of its word; -1 for tokens that belong to no word
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
public record TokenWords(List<Explainer.Word> words, int[] ofToken) {
    public TokenWords {
        words = List.copyOf(words);
    }

    /**
     * Adds up the weights of the tokens of each word.
     *
     * @param weights weights of tokens (C, L) in row-major order; L is at least the number of tokens
     * @param length L
     * @return (C, W)
     */
    public float[][] sums(float[] weights, int length) {
        float[][] sums = new float[weights.length / length][words.size()];
        for (int c = 0; c < sums.length; c++) {
            for (int i = 0; i < ofToken.length; i++) {
                if (ofToken[i] >= 0) {
                    sums[c][ofToken[i]] += weights[c * length + i];
                }
            }
        }
        return sums;
    }
}
