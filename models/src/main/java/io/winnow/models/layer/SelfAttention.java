package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;

/** The way in which the tokens of a sequence attend to one another. */
@FunctionalInterface
public interface SelfAttention {
    /**
     * Attention of tokens to tokens of the same sequence.
     *
     * @param qkv (B, N, 3 D): queries, keys and values, concatenated along the last axis
     * @param heads number of attention heads; must divide D
     * @return (B, N, D)
     */
    NDArray of(NDArray qkv, int heads);

    /** Every token attends to every token. */
    static SelfAttention full() {
        return Attention::packed;
    }

    /**
     * Tokens attend to the tokens that a mask allows.
     *
     * @param seen boolean mask (B or 1, 1, N or 1, N), true where the token of the third axis attends to the token of the fourth. Every
     *     token must attend to at least one
     */
    static SelfAttention masked(NDArray seen) {
        return (qkv, heads) -> Attention.packed(qkv, seen, heads);
    }

    /** The tokens x (B, N, D) attend to themselves and to the tokens before them. */
    static SelfAttention causal(NDArray x) {
        return masked(AttentionScript.causal(x));
    }
}
