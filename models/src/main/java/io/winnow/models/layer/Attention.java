package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import io.winnow.models.torch.TorchFunctions;

/** Scaled dot-product attention over heads (Vaswani et al. 2017, section 3.2). On CPUs in float32 whatever the type, which stays. */
public final class Attention {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(Attention.class, "attention.py");

    private Attention() {}

    /**
     * Of all positions to all.
     *
     * @param qkv (B, N, 3 D): queries, keys and values side by side
     * @return (B, N, D)
     */
    public static NDArray packed(NDArray qkv, int heads) {
        return FUNCTIONS.call("packed", qkv, heads);
    }

    /**
     * Of all positions to those that are seen.
     *
     * @param queries (B, L, D), as keys and values
     * @param seen (B, 1, 1, L) boolean
     * @param dropout probability that a weight is dropped
     * @return (B, L, D)
     */
    public static NDArray masked(
            NDArray queries, NDArray keys, NDArray values, NDArray seen, int heads, double dropout) {
        return FUNCTIONS.call("masked", queries, keys, values, seen, heads, dropout);
    }
}
