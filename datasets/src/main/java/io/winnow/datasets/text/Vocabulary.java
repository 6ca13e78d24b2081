package io.winnow.datasets.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.table.TablePair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Words and their ids: 0 is padding, followed by the id of unknown words if there is one, followed by the words in order of decreasing
 * count; words of equal count are in order of their first occurrence.
 */
public final class Vocabulary {
    /** The id of padding, which stands for no word. */
    public static final int PADDING = 0;

    private static final int UNKNOWN = 1;

    private final Content content;
    private final Map<String, Integer> ids = new HashMap<>();

    private record Content(boolean unknown, List<String> words) {}

    /**
     * Which words get an id.
     *
     * @param unknown whether all other words share one id; otherwise they are skipped
     * @param minCount words that occur less often are unknown; with a value above 1, unknown words occur in training, so their embedding is
     *     trained
     * @param maxWords largest number of words; the most frequent ones are kept
     */
    public record Options(boolean unknown, int minCount, int maxWords) {
        /** Every word of the texts gets an id, and there is no id of unknown words, as in the published code of TabSim. */
        public static final Options ALL = new Options(false, 1, Integer.MAX_VALUE);

        public Options {
            if (minCount < 1 || maxWords < 1) {
                throw new IllegalArgumentException(
                        "The minimum count and the maximum number of words must be at least 1, found " + minCount
                                + " and " + maxWords + ".");
            }
        }
    }

    private Vocabulary(Content content) {
        this.content = content;
        for (String word : content.words()) {
            if (ids.put(word, ids.size() + firstId()) != null) {
                throw new IllegalArgumentException("The vocabulary contains the word '" + word + "' twice.");
            }
        }
    }

    /** Builds a vocabulary from words; they are counted in the order of the stream. */
    public static Vocabulary fit(Stream<String> words, Options options) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        words.forEach(word -> counts.merge(word, 1, Integer::sum));
        List<String> kept = counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= options.minCount())
                .sorted(Map.Entry.comparingByValue((one, other) -> Integer.compare(other, one)))
                .limit(options.maxWords())
                .map(Map.Entry::getKey)
                .toList();
        return new Vocabulary(new Content(options.unknown(), kept));
    }

    /**
     * Returns the words of pairs in the order of the published code: its start marker ({@code xxx}), all first tables, all second tables,
     * all first captions, all second captions. A table counts once for each pair that contains it.
     */
    public static Stream<String> wordsOf(GradedPairs set, Collection<TablePair> pairs, Words words) {
        Function<TablePair, Table> first = pair -> set.table(pair.a());
        Function<TablePair, Table> second = pair -> set.table(pair.b());
        return Stream.of(
                        Stream.of("xxx"),
                        pairs.stream().map(first).flatMap(words::ofCells),
                        pairs.stream().map(second).flatMap(words::ofCells),
                        pairs.stream().map(first).flatMap(table -> words.of(table.caption()).stream()),
                        pairs.stream().map(second).flatMap(table -> words.of(table.caption()).stream()))
                .flatMap(Function.identity());
    }

    /** The number of ids, including padding and unknown words: the number of rows of an embedding. */
    public int size() {
        return firstId() + content.words().size();
    }

    /** The id of the first word: 2 if there is an id of unknown words, otherwise 1. */
    public int firstId() {
        return content.unknown() ? UNKNOWN + 1 : UNKNOWN;
    }

    /** The words in order of their ids. */
    public List<String> words() {
        return content.words();
    }

    /** The id of a word; for a word that is not in the vocabulary, the id of unknown words, or {@link #PADDING} if there is none. */
    public int id(String word) {
        return ids.getOrDefault(word, content.unknown() ? UNKNOWN : PADDING);
    }

    /** Writes the vocabulary as JSON. */
    public void write(Path file) throws IOException {
        new ObjectMapper().writeValue(file.toFile(), Map.of("unknown", content.unknown(), "words", content.words()));
    }

    /** Reads a vocabulary that {@link #write} wrote. */
    public static Vocabulary read(Path file) throws IOException {
        try {
            return new Vocabulary(new ObjectMapper().readValue(Files.readString(file), Content.class));
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is not a vocabulary: " + e.getOriginalMessage(), e);
        }
    }
}
