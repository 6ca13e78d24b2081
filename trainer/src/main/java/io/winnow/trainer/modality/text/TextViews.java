package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.datasets.text.TfIdfReplacement;
import io.winnow.datasets.text.WordPieces;
import io.winnow.datasets.text.WordPieces.Word;
import io.winnow.trainer.modality.Views;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Random views of texts (B, 2, L): first, words that say little are replaced by others ({@link TfIdfReplacement}), then words are left out.
 * A word is a list of pieces ({@link WordPieces}). It is only replaced by one that has no more pieces, so that a view has room where its text
 * had it.
 */
final class TextViews implements Views {
    private final TextViewsConfig config;
    private final WordPieces pieces;
    private final int padding;
    private final TfIdfReplacement<List<Long>> replacement;
    /** Number of words with at most this many pieces. */
    private final int[] wordsOfLength;

    /**
     * @param padding id that stands where a view is shorter than its text
     * @param texts the training texts, whose words are measured
     */
    TextViews(TextViewsConfig config, WordPieces pieces, int padding, Collection<Tokens> texts) {
        this.config = config;
        this.pieces = pieces;
        this.padding = padding;
        List<List<List<Long>>> documents = config.replacement() == 0
                ? List.of()
                : texts.stream().map(text -> words(text.ids())).toList();
        replacement = TfIdfReplacement.fit(documents, Comparator.comparingInt(List::size));
        List<List<Long>> words = replacement.words();
        int most = words.isEmpty() ? 0 : words.get(words.size() - 1).size();
        wordsOfLength = IntStream.rangeClosed(0, most)
                .map(length -> (int)
                        words.stream().takeWhile(word -> word.size() <= length).count())
                .toArray();
    }

    private List<List<Long>> words(long[] ids) {
        return pieces.words(ids).stream().map(word -> pieces(word, ids)).toList();
    }

    private static List<Long> pieces(Word word, long[] ids) {
        return Arrays.stream(ids, word.begin(), word.end()).boxed().toList();
    }

    @Override
    public NDArray of(NDArray examples, int first, long key, int number) {
        int length = (int) examples.getShape().get(2);
        long[] all = examples.toLongArray();
        long[] views = new long[all.length];
        for (int i = 0; i < all.length / (2 * length); i++) {
            int begin = 2 * i * length;
            int middle = begin + length;
            Tokens view = view(
                    new Tokens(
                            Arrays.copyOfRange(all, begin, middle), Arrays.copyOfRange(all, middle, middle + length)),
                    CounterRandom.of(key, number, first + i));
            System.arraycopy(view.ids(), 0, views, begin, view.length());
            Arrays.fill(views, begin + view.length(), middle, padding);
            System.arraycopy(view.segments(), 0, views, middle, view.length());
        }
        return examples.getManager().create(views, examples.getShape());
    }

    /** Returns a view of the tokens of one text. */
    Tokens view(Tokens text, CounterRandom random) {
        List<Word> words = pieces.words(text.ids());
        List<List<Long>> chosen = replaced(words(text.ids()), random);
        boolean[] kept = kept(words, text.segments(), random);
        long[] ids = new long[text.length()];
        long[] segments = new long[text.length()];
        int end = 0;
        int from = 0;
        for (int w = 0; w <= words.size(); w++) {
            int to = w < words.size() ? words.get(w).begin() : text.length();
            System.arraycopy(text.ids(), from, ids, end, to - from); // special tokens
            System.arraycopy(text.segments(), from, segments, end, to - from);
            end += to - from;
            if (w < words.size()) {
                if (kept[w]) {
                    for (long piece : chosen.get(w)) {
                        ids[end] = piece;
                        segments[end] = text.segments()[to];
                        end++;
                    }
                }
                from = words.get(w).end();
            }
        }
        return new Tokens(Arrays.copyOf(ids, end), Arrays.copyOf(segments, end));
    }

    private List<List<Long>> replaced(List<List<Long>> words, CounterRandom random) {
        if (config.replacement() == 0) {
            return words;
        }
        double[] probabilities = replacement.probabilities(words, config.replacement());
        return IntStream.range(0, words.size())
                .mapToObj(w -> {
                    List<Long> word = words.get(w);
                    int candidates = wordsOfLength[Math.min(word.size(), wordsOfLength.length - 1)];
                    return random.nextBoolean(probabilities[w])
                            ? replacement.draw(random, candidates).orElse(word)
                            : word;
                })
                .toList();
    }

    /** Chooses the words that are not left out: at least one of each text of a pair. */
    private boolean[] kept(List<Word> words, long[] segments, CounterRandom random) {
        boolean[] kept = new boolean[words.size()];
        for (int w = 0; w < kept.length; w++) {
            kept[w] = !random.nextBoolean(config.wordDropout());
        }
        for (long segment = 0; segment < 2; segment++) {
            long own = segment;
            int[] inside = IntStream.range(0, kept.length)
                    .filter(w -> segments[words.get(w).begin()] == own)
                    .toArray();
            if (inside.length > 0 && Arrays.stream(inside).noneMatch(w -> kept[w])) {
                kept[inside[random.nextInt(inside.length)]] = true;
            }
        }
        return kept;
    }
}
