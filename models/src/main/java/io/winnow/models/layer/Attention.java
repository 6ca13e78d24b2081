package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import io.winnow.models.torch.FlopCount;

/**
 * Scaled dot-product attention with several heads (Vaswani et al. 2017, section 3.2). On CPUs, bfloat16 and float16 inputs are computed in
 * float32; the result always has the type of the input.
 */
public final class Attention {
    private Attention() {}

    /**
     * Self-attention in which every position attends to every position.
     *
     * @param qkv (B, N, 3 D): queries, keys and values, concatenated along the last axis
     * @param heads number of attention heads; must divide D
     * @return (B, N, D)
     */
    public static NDArray packed(NDArray qkv, int heads) {
        addPacked(qkv);
        return AttentionScript.packed(qkv, heads);
    }

    /**
     * Self-attention in which every position attends to the positions that a mask allows.
     *
     * @param qkv (B, N, 3 D): queries, keys and values, concatenated along the last axis
     * @param seen boolean mask (B or 1, 1, N or 1, N), true where the third axis attends to the fourth
     * @param heads number of attention heads; must divide D
     * @return (B, N, D)
     */
    public static NDArray packed(NDArray qkv, NDArray seen, int heads) {
        addPacked(qkv);
        return AttentionScript.packedMasked(qkv, seen, heads);
    }

    /**
     * Attention from every position to the positions that a mask allows.
     *
     * @param queries (B, L, D)
     * @param keys (B, L, D)
     * @param values (B, L, D)
     * @param seen (B, 1, 1, L) boolean mask, true at the positions that are attended to
     * @param heads number of attention heads; must divide D
     * @param dropout probability with which each attention weight is dropped, in [0, 1)
     * @return (B, L, D)
     */
    public static NDArray masked(
            NDArray queries, NDArray keys, NDArray values, NDArray seen, int heads, double dropout) {
        if (dropout > 0) {
            GeneratorDraws.note();
        }
        FlopCount.addAttention(queries, keys);
        return AttentionScript.masked(queries, keys, values, seen, heads, dropout);
    }

    /**
     * Attention from every query to every key.
     *
     * @param queries (B, M, D)
     * @param keys (B, N, D)
     * @param values (B, N, D)
     * @param heads number of attention heads; must divide D
     * @return (B, M, D)
     */
    public static NDArray crossed(NDArray queries, NDArray keys, NDArray values, int heads) {
        FlopCount.addAttention(queries, keys);
        return AttentionScript.crossed(queries, keys, values, heads);
    }

    /**
     * Joins learned values that are added to the scores with the positions that are attended to.
     *
     * @param bias (1, heads, L, L)
     * @param seen (B, 1, 1, L) boolean mask, true at the positions that are attended to
     * @param x an array of the type in which attention is computed
     * @return what is added to the scores (B, heads, L, L), for {@link #withBias}
     */
    public static NDArray biased(NDArray bias, NDArray seen, NDArray x) {
        return AttentionScript.biased(bias, seen, x);
    }

    /**
     * Attention from every position to every position, with values that are added to the scaled scores.
     *
     * @param queries (B, L, D)
     * @param keys (B, L, D)
     * @param values (B, L, D)
     * @param bias (B, heads, L, L), from {@link #biased}
     * @param heads number of attention heads; must divide D
     * @param dropout probability with which each attention weight is dropped, in [0, 1)
     * @return (B, L, D)
     */
    public static NDArray withBias(
            NDArray queries, NDArray keys, NDArray values, NDArray bias, int heads, double dropout) {
        if (dropout > 0) {
            GeneratorDraws.note();
        }
        FlopCount.addAttention(queries, keys);
        return AttentionScript.withBias(queries, keys, values, bias, heads, dropout);
    }

    /** Counts the operations of self-attention; a third of the last axis are the queries. */
    private static void addPacked(NDArray qkv) {
        FlopCount.add(4.0 / 3 * qkv.getShape().size() * qkv.getShape().get(1));
    }
}
