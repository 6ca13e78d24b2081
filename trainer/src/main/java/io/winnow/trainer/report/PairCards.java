package io.winnow.trainer.report;

import io.winnow.datasets.duplicate.SimilarPair;
import io.winnow.datasets.inspect.NumberText;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Card;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Shows pairs of items side by side. */
final class PairCards {
    private static final int SHOWN = 12;

    private PairCards() {}

    /** Shows the first pairs, at most 12. */
    static Block of(String title, ReportData data, List<SimilarPair> pairs, List<String> names) throws IOException {
        List<Card> cards = new ArrayList<>();
        for (SimilarPair pair : pairs.subList(0, Math.min(SHOWN, pairs.size()))) {
            cards.add(Cards.of(data, pair.one(), Cards.caption(data, names, pair.one())));
            cards.add(Cards.of(
                    data,
                    pair.other(),
                    Cards.caption(data, names, pair.other()) + ", similarity " + NumberText.of(pair.similarity())));
        }
        return new Block.Cards(title, cards, 2);
    }
}
