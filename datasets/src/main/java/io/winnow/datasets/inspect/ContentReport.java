package io.winnow.datasets.inspect;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.winnow.datasets.source.ItemContent;
import io.winnow.datasets.text.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What the items of described data are. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ContentReport.Texts.class, name = "texts"),
    @JsonSubTypes.Type(value = ContentReport.Files.class, name = "files"),
    @JsonSubTypes.Type(value = ContentReport.Values.class, name = "values")
})
public sealed interface ContentReport {
    /**
     * Texts.
     *
     * @param pairs whether each item is a pair of texts, whose lengths are added
     * @param words lengths in words, which are separated by blanks; null if there are no items
     * @param tokens lengths in tokens; null if it is not known how texts become tokens
     */
    record Texts(boolean pairs, NumberSummary words, Tokens tokens) implements ContentReport {}

    /**
     * Lengths of texts in tokens.
     *
     * @param lengths the lengths before texts are cut; null if there are no items
     * @param limit largest number of tokens of a text
     * @param cut number of longer texts, which are cut
     * @param cutShare share of the texts that are cut, in [0, 1]
     */
    record Tokens(NumberSummary lengths, int limit, int cut, double cutShare) {}

    /**
     * Files.
     *
     * @param files number of different files
     * @param endings number of these files with each ending of the name, such as {@code png}, in lower case; an empty text if a name has
     *     no ending
     */
    record Files(int files, Map<String, Integer> endings) implements ContentReport {
        public Files {
            endings = Collections.unmodifiableMap(new TreeMap<>(endings));
        }
    }

    /** Values of columns. */
    record Values(List<ColumnReport> columns) implements ContentReport {
        public Values {
            columns = List.copyOf(columns);
        }
    }

    static ContentReport of(ItemContent content, Optional<TokenCounter> counter) throws IOException {
        if (content instanceof ItemContent.Texts texts) {
            return texts(texts, counter);
        } else if (content instanceof ItemContent.Values values) {
            return new Values(IntStream.range(0, values.columns().size())
                    .mapToObj(c -> ColumnReport.of(
                            values.columns().get(c),
                            values.cells().stream().map(cells -> cells.get(c)).toList(),
                            values.decimal()))
                    .toList());
        }
        Map<String, Integer> endings = new TreeMap<>();
        HashSet<Path> paths = new HashSet<>(((ItemContent.Files) content).paths());
        paths.forEach(path -> endings.merge(ending(path), 1, Integer::sum));
        return new Files(paths.size(), endings);
    }

    private static Texts texts(ItemContent.Texts texts, Optional<TokenCounter> counter) throws IOException {
        double[] words = texts.parts().stream()
                .mapToDouble(
                        parts -> parts.stream().mapToInt(ContentReport::words).sum())
                .toArray();
        return new Texts(
                texts.pair(),
                NumberSummary.of(words).orElse(null),
                counter.isEmpty() ? null : tokens(texts, counter.get()));
    }

    private static Tokens tokens(ItemContent.Texts texts, TokenCounter counter) throws IOException {
        double[] lengths = Arrays.stream(counter.lengths()
                        .of(texts.parts().stream()
                                .map(parts -> new Text(parts, texts.pair()))
                                .toList()))
                .asDoubleStream()
                .toArray();
        int cut = 0;
        for (double length : lengths) {
            cut += length > counter.limit() ? 1 : 0;
        }
        return new Tokens(
                NumberSummary.of(lengths).orElse(null),
                counter.limit(),
                cut,
                lengths.length == 0 ? 0 : (double) cut / lengths.length);
    }

    /** The number of words of a text, which are separated by blanks. */
    static int words(String text) {
        int words = 0;
        boolean within = false;
        for (int i = 0; i < text.length(); i++) {
            boolean blank = Character.isWhitespace(text.charAt(i));
            words += !blank && !within ? 1 : 0;
            within = !blank;
        }
        return words;
    }

    private static String ending(Path path) {
        String name = String.valueOf(path.getFileName());
        int dot = name.lastIndexOf('.');
        return dot < 1 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
