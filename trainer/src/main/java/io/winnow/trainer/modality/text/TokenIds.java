package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Arrays of token and segment ids (B, 2, L), as {@link io.winnow.models.text.BertEncoder} takes them. */
final class TokenIds {
    private TokenIds() {}

    /** Returns the length of the longest of some texts. */
    static int longest(List<Tokens> texts, int[] chosen) {
        return Arrays.stream(chosen).map(i -> texts.get(i).length()).max().orElse(0);
    }

    /** Returns the positions in a list of texts by falling length; texts of equal length keep their order. */
    static int[] longestFirst(List<Tokens> texts, int[] chosen) {
        return IntStream.range(0, chosen.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> -texts.get(chosen[i]).length()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * Returns the ids of some texts, padded with 0.
     *
     * @param length L, at least the length of the longest
     */
    static NDArray of(List<Tokens> texts, int[] chosen, int length, NDManager manager) {
        long[] both = new long[2 * chosen.length * length];
        for (int i = 0; i < chosen.length; i++) {
            Tokens text = texts.get(chosen[i]);
            System.arraycopy(text.ids(), 0, both, 2 * i * length, text.length());
            System.arraycopy(text.segments(), 0, both, (2 * i + 1) * length, text.length());
        }
        return manager.create(both, new Shape(chosen.length, 2, length));
    }
}
