package io.winnow.trainer.modality.text;

import io.winnow.datasets.text.KnowledgeBase;
import io.winnow.datasets.text.KnowledgeBase.Found;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.modality.TokenWords;
import io.winnow.trainer.model.Explainer;
import java.io.IOException;
import java.nio.file.Path;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is known about texts from elsewhere, as a frozen encoder takes it: the entries of a text, one after another, are a text of their own.
 *
 * @param base the entries
 * @param options how much of them follows a text
 * @param encoder the encoder, which cuts texts to the tokens that knowledge may have
 * @param nearest finds the entries of a text if its forms do not
 */
record Knowledge(KnowledgeBase base, TextKnowledge options, FrozenEncoder encoder, NearestEntries nearest) {
    private static final int SENTENCES = 2;
    static final int MOST_WORDS = 64;
    private static final String BETWEEN = " ";

    /** @param kept folder in which vectors are kept; empty if they are not kept */
    static Knowledge of(KnowledgeBase base, TextKnowledge options, FrozenEncoder encoder, Optional<Path> kept) {
        FrozenEncoder own = encoder.upTo(options.maxTokens());
        return new Knowledge(base, options, own, new NearestEntries(base, own, kept));
    }

    static Knowledge open(TextKnowledge options, FrozenEncoder encoder, Optional<Path> kept) throws IOException {
        return of(options.base(), options, encoder, kept);
    }

    /** The words of a text that can name an entry. */
    static String words(Text text) {
        return text.first() + " " + text.second();
    }

    /** Returns the entries of each text. */
    List<List<Found>> found(TextDataset texts) {
        return options.isByVectors()
                ? nearest.find(texts, options.entries())
                : IntStream.range(0, texts.size())
                        .mapToObj(i -> base.find(words(texts.item(i)), options.entries()))
                        .toList();
    }

    /** Nothing but a blank is between entries, so that each word belongs to one. */
    private static Text joined(List<Found> found) {
        return Text.of(found.stream().map(each -> excerpt(each.text())).collect(Collectors.joining(BETWEEN)));
    }

    /** The begin of an entry: two sentences, and at most {@value #MOST_WORDS} words, with one blank between words. */
    static String excerpt(String text) {
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        sentences.setText(text.strip());
        int end = sentences.next(SENTENCES);
        String begin = end == BreakIterator.DONE ? text.strip() : text.strip().substring(0, end);
        return String.join(
                " ", Arrays.stream(begin.split("\\s+")).limit(MOST_WORDS).toList());
    }

    /** Whether nothing of an entry is cut off by its {@link #excerpt}. */
    static boolean isWhole(String text) {
        return excerpt(text).length()
                == String.join(" ", text.strip().split("\\s+")).length();
    }

    /**
     * Returns the tokens of what is known about texts.
     *
     * @param found the entries of each text
     */
    KnowledgeTokens tokens(List<List<Found>> found) throws IOException {
        Map<Text, Integer> numbers = new LinkedHashMap<>();
        int[] ofText = new int[found.size()];
        for (int i = 0; i < ofText.length; i++) {
            ofText[i] = -1;
            if (!found.get(i).isEmpty()) {
                Text known = joined(found.get(i));
                numbers.putIfAbsent(known, numbers.size());
                ofText[i] = numbers.get(known);
            }
        }
        List<Text> distinct = List.copyOf(numbers.keySet());
        if (distinct.isEmpty()) {
            return new KnowledgeTokens(List.of(), ofText);
        }
        List<String> keys = distinct.stream().map(Text::first).toList();
        return new KnowledgeTokens(encoder.tokens(TextDataset.unlabelled("knowledge", keys, distinct)), ofText);
    }

    /**
     * Adds the words of what is known about a text to its own.
     *
     * @param found the entries of the text
     * @param own the words of the text
     * @param length number of tokens behind which knowledge begins
     */
    TokenWords words(List<Found> found, TokenWords own, int length) throws IOException {
        if (found.isEmpty()) {
            return own;
        }
        TokenWords known = encoder.words(joined(found));
        List<Explainer.Word> words = new ArrayList<>(own.words());
        for (Explainer.Word word : known.words()) {
            words.add(ofEntry(word, found));
        }
        int[] ofToken = Arrays.copyOf(own.ofToken(), length + known.ofToken().length);
        Arrays.fill(ofToken, own.ofToken().length, length, -1);
        for (int i = 0; i < known.ofToken().length; i++) {
            int word = known.ofToken()[i];
            ofToken[length + i] = word < 0 ? -1 : own.words().size() + word;
        }
        return new TokenWords(words, ofToken);
    }

    /** A word of joined entries as a word of its entry. */
    private static Explainer.Word ofEntry(Explainer.Word word, List<Found> found) {
        int begin = 0;
        for (Found each : found) {
            String excerpt = excerpt(each.text());
            int length = excerpt.codePointCount(0, excerpt.length());
            if (word.begin() < begin + length) {
                return new Explainer.Word(
                        word.text(), word.part(), word.begin() - begin, word.end() - begin, Optional.of(each.form()));
            }
            begin += length + BETWEEN.length();
        }
        throw new IllegalStateException("The word '" + word.text() + "' belongs to no entry.");
    }
}
