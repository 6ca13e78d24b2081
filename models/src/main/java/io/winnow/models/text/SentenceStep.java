package io.winnow.models.text;

import ai.djl.ndarray.NDArray;

/** A step on the pooled vectors of texts (B, D), as a module of the library sentence-transformers. */
public sealed interface SentenceStep {
    /**
     * A linear layer with an activation function.
     *
     * @param in length of the vectors before
     * @param out length of the vectors after
     */
    record Projection(int in, int out, boolean bias, Squash squash) implements SentenceStep {}

    /** Scales vectors to length 1. */
    record UnitLength() implements SentenceStep {}

    /** The activation function of a {@link Projection}. */
    enum Squash {
        IDENTITY,
        TANH;

        NDArray of(NDArray x) {
            return this == TANH ? BertScript.tanh(x) : x;
        }
    }
}
