package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.trainer.modality.Views;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Views of texts as tokens: one of the changed copies that a user has made of a text, or words of the text are changed if there are none. A
 * copy may be longer than its text, so that the views of a batch (B, 2, L') may be longer than the texts (B, 2, L).
 *
 * @param changes changes the words of texts
 * @param copies changed copies by the index of their text
 * @param padding id that stands where a view is shorter than the longest one
 */
record AugmentedViews(TextViews changes, Map<Integer, List<Tokens>> copies, int padding) implements Views {
    @Override
    public NDArray of(ExampleBatch batch, NDArray read, long key, int number) {
        NDArray changed = changes.of(read, batch.first(), key, number);
        int length = (int) changed.getShape().get(2);
        long[] all = changed.toLongArray();
        List<Tokens> views = new ArrayList<>();
        for (int i = 0; i < batch.indices().length; i++) {
            List<Tokens> own = copies.getOrDefault(batch.indices()[i], List.of());
            int begin = 2 * i * length;
            views.add(
                    own.isEmpty()
                            ? new Tokens(
                                    Arrays.copyOfRange(all, begin, begin + length),
                                    Arrays.copyOfRange(all, begin + length, begin + 2 * length))
                            : own.get(CounterRandom.of(key, number, batch.first() + i)
                                    .nextInt(own.size())));
        }
        changed.close();
        int longest =
                Math.max(length, views.stream().mapToInt(Tokens::length).max().orElse(0));
        long[] padded = new long[views.size() * 2 * longest];
        for (int i = 0; i < views.size(); i++) {
            Tokens view = views.get(i);
            int begin = 2 * i * longest;
            System.arraycopy(view.ids(), 0, padded, begin, view.length());
            Arrays.fill(padded, begin + view.length(), begin + longest, padding);
            System.arraycopy(view.segments(), 0, padded, begin + longest, view.length());
        }
        return read.getManager().create(padded, new Shape(views.size(), 2, longest));
    }

    @Override
    public NDArray of(NDArray read, int first, long key, int number) {
        throw new UnsupportedOperationException("copies are found by the indices of a batch");
    }
}
