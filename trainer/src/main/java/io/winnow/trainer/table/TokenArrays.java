package io.winnow.trainer.table;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import java.util.Arrays;
import java.util.List;

/** Arrays of token and segment ids (B, 2, L), as {@link io.winnow.models.text.BertEncoder} takes them. */
public final class TokenArrays {
    private TokenArrays() {}

    /** Returns the length to which texts are padded together. */
    public static int length(List<Tokens> texts, int[] chosen, TokenRules rules) {
        return rules.length(
                Arrays.stream(chosen).map(i -> texts.get(i).length()).max().orElse(0));
    }

    /** Returns the ids of some texts, padded to the longest of them or to the length that the rules demand. */
    public static NDArray of(List<Tokens> texts, int[] chosen, TokenRules rules, NDManager manager) {
        return of(texts, chosen, length(texts, chosen, rules), rules, manager);
    }

    /**
     * Returns the ids of some texts.
     *
     * @param length L, at least the length of the longest
     */
    public static NDArray of(List<Tokens> texts, int[] chosen, int length, TokenRules rules, NDManager manager) {
        long[] both = new long[2 * chosen.length * length];
        for (int i = 0; i < chosen.length; i++) {
            Tokens text = texts.get(chosen[i]);
            int begin = 2 * i * length;
            System.arraycopy(text.ids(), 0, both, begin, text.length());
            Arrays.fill(both, begin + text.length(), begin + length, rules.padding());
            System.arraycopy(text.segments(), 0, both, begin + length, text.length());
        }
        return manager.create(both, new Shape(chosen.length, 2, length));
    }
}
