package io.winnow.trainer.model;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Says at which words of a text the classes of a classifier look. It says where the model looked, not why a class is right. */
@FunctionalInterface
public interface Explainer {
    /**
     * A word of a text.
     *
     * @param text the word
     * @param part 1 or 2: the first or the second text of a pair; 1 if there is no pair
     * @param begin first character of the word in that text, counted in code points
     * @param end character behind the word, counted in code points
     * @param entry form of the entry of knowledge to whose text the word belongs; empty if it belongs to the text itself
     */
    record Word(String text, int part, int begin, int end, Optional<String> entry) {}

    /**
     * The attention of each class to each word, between 0 and 1. That of a class to all words sums to 1, unless the text has no words.
     *
     * @param words words in their order (W)
     * @param weights (C, W)
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    record Attention(List<Word> words, float[][] weights) {
        public Attention {
            words = List.copyOf(words);
        }
    }

    /** Computes the attention for a text. */
    Attention of(Dataset<?> items, int example, NDManager manager) throws IOException;
}
