package io.winnow.models.layer;

/** The form of the feed-forward layers of a transformer block. */
public sealed interface FeedForward {
    /** Width of the hidden layer. */
    int hidden();

    /**
     * A hidden layer with an activation function: {@code fc2(activation(fc1(x)))}.
     *
     * @param hidden width of the hidden layer
     */
    record Mlp(int hidden, Activation activation) implements FeedForward {}

    /**
     * A gated hidden layer (Shazeer, arXiv 2002.05202, equation 6): {@code fc2(silu(gates) * values)}, where {@code fc1} gives the gates and
     * the values in one product.
     *
     * @param hidden width of the hidden layer, which is half the number of outputs of {@code fc1}
     */
    record SwiGlu(int hidden) implements FeedForward {}
}
