package io.winnow.trainer.modality.text;

import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The order of texts by their lengths. */
final class TokenLengths {
    private TokenLengths() {}

    /** Returns the positions in a list of texts by falling length; texts of equal length keep their order. */
    static int[] longestFirst(List<Tokens> texts, int[] chosen) {
        return IntStream.range(0, chosen.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> -texts.get(chosen[i]).length()))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
