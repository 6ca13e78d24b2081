package io.winnow.trainer.modality.text;

import io.winnow.datasets.text.SubwordTokenizer.Origin;
import io.winnow.datasets.text.Text;
import io.winnow.trainer.modality.TokenWords;
import io.winnow.trainer.model.Explainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The words of texts by their tokens. */
final class TextWords {
    private TextWords() {}

    /**
     * Joins the tokens of each word.
     *
     * @param origins where the tokens come from; null for those that belong to no word
     */
    static TokenWords of(Text text, List<Origin> origins) {
        List<Explainer.Word> words = new ArrayList<>();
        int[] ofToken = new int[origins.size()];
        Origin before = null;
        for (int i = 0; i < ofToken.length; i++) {
            Origin origin = origins.get(i);
            ofToken[i] = -1;
            if (origin != null) {
                boolean goesOn =
                        before != null && before.segment() == origin.segment() && before.word() == origin.word();
                int begin = goesOn ? words.remove(words.size() - 1).begin() : origin.begin();
                words.add(word(text, origin.segment(), begin, origin.end()));
                ofToken[i] = words.size() - 1;
                before = origin;
            }
        }
        return new TokenWords(words, ofToken);
    }

    private static Explainer.Word word(Text text, int segment, int begin, int end) {
        String whole = segment == 0 ? text.first() : text.second();
        int length = whole.codePointCount(0, whole.length());
        int from = Math.min(begin, length);
        int to = Math.min(end, length);
        return new Explainer.Word(
                whole.substring(whole.offsetByCodePoints(0, from), whole.offsetByCodePoints(0, to)),
                segment + 1,
                from,
                to,
                Optional.empty());
    }
}
